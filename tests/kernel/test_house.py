"""Settings, composing and sealing."""

from __future__ import annotations

from pathlib import Path

import pytest

from raadhuis.house.sessions import Sealed
from raadhuis.kernel import loader, settings


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "sleutel"
    file.write_text("geheim\n")
    assert settings.load({"RAADHUIS_SECRET_KEY_FILE": str(file)}).secret_key == "geheim"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RAADHUIS_DEBUG", "misschien"),
        ("RAADHUIS_UPLOAD_MAX_MB", "veel"),
        ("RAADHUIS_URL", "raadhuis.example"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_expected(name: str, value: str) -> None:
    with pytest.raises(settings.BadSetting, match=f"{name} is '{value}'; expected"):
        settings.load({name: value})


def test_config_never_prints_a_secret() -> None:
    printed = settings.load({"RAADHUIS_SECRET_KEY": "geheim", "RAADHUIS_BRP_KEY": "sleutel"}).printable()
    assert not {"geheim", "sleutel"} & set(printed.values())


def test_a_missing_need_names_both_ways_out() -> None:
    with pytest.raises(
        loader.CannotCompose, match=r"'zaken' needs 'catalogi': add it .* or set RAADHUIS_CATALOGI_URL"
    ):
        loader.compose(["zaken"])


def test_a_register_elsewhere_meets_the_need() -> None:
    assert [m.name for m in loader.compose(["zaken"], elsewhere=["catalogi", "documenten"])] == ["zaken"]


def test_neighbours_come_first() -> None:
    names = [m.name for m in loader.compose(["zaken", "documenten", "catalogi", "referentielijsten"])]
    assert names.index("catalogi") < names.index("documenten") < names.index("zaken")


def test_a_session_is_unreadable_without_the_key() -> None:
    sealed = Sealed().dumps({"bsn": "999990019"})
    assert b"999990019" not in sealed
    assert Sealed().loads(sealed) == {"bsn": "999990019"}


def test_a_forged_session_is_an_empty_one() -> None:
    assert Sealed().loads(b"gAAAAABforged") == {}
