"""A process hears what another one on its machine changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from raadhuis.kernel import settings, stamp
from raadhuis.kernel.stamp import Stamp


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(stamp, "BETWEEN", 0.0)
    chosen = replace(settings.Settings(), data=str(tmp_path / "data"))
    monkeypatch.setattr(settings, "current", lambda: chosen)
    return tmp_path / "data" / "changed"


def test_what_one_process_says_the_other_hears_once(folder: Path) -> None:
    folder.mkdir(parents=True)
    forgotten: list[int] = []
    one, other = Stamp("typen", lambda: None), Stamp("typen", lambda: forgotten.append(1))

    for said in range(3):
        other.look()
        assert len(forgotten) == said
        one.say()
        other.look()
        other.look()
        assert len(forgotten) == said + 1

    assert [path.name for path in folder.iterdir()] == ["typen"]


def test_another_subject_is_not_heard(folder: Path) -> None:
    folder.mkdir(parents=True)
    forgotten: list[int] = []
    Stamp("typen", lambda: None).say()

    Stamp("rechten", lambda: forgotten.append(1)).look()

    assert forgotten == []


def test_without_a_data_folder_nobody_is_told(folder: Path) -> None:
    alone = Stamp("typen", lambda: pytest.fail("nothing changed"))

    alone.say()
    alone.look()

    assert not folder.exists()


def test_a_process_looks_no_more_than_a_hundred_times_a_second_and_hears_it_then(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir(parents=True)
    moments = iter([1.0, 1.005, 1.011])
    monkeypatch.setattr(stamp, "BETWEEN", 0.01)
    monkeypatch.setattr(stamp.time, "monotonic", lambda: next(moments))
    forgotten: list[int] = []
    one, other = Stamp("typen", lambda: None), Stamp("typen", lambda: forgotten.append(1))

    other.look()
    one.say()
    other.look()
    assert forgotten == []
    other.look()
    assert forgotten == [1]
