"""The table gate: no relation leaves its room, and a table says in its name whose it is."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.gates.conftest import PROJECT, Tree


def test_every_table_of_the_house_stands_in_its_own_room():
    done = subprocess.run(
        [sys.executable, "-m", "tools.tables"],
        cwd=PROJECT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "raadhuis.house.settings"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


FIELDS = {
    "Vreemd": "models.ForeignKey('catalogi.Zaaktype', on_delete=models.CASCADE)",
    "Enig": "models.OneToOneField('catalogi.Zaaktype', on_delete=models.CASCADE)",
    "Veel": "models.ManyToManyField('catalogi.Zaaktype')",
    "Sessie": "models.ForeignKey('sessions.Session', on_delete=models.CASCADE)",
    "Eigen": "models.ForeignKey('self', null=True, on_delete=models.CASCADE)",
}


def model(name: str, *, field: str = "models.UUIDField()", table: str = "") -> str:
    meta = f"\n    class Meta:\n        db_table = '{table}'\n" if table else ""
    return f"class {name}(models.Model):\n    ding = {field}\n{meta}\n"


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the gate says of a house with every violation and some neighbours that keep the rules."""
    tree = Tree(tmp_path_factory.mktemp("tables"))
    for package in ("", "house/", "components/"):
        tree.write(f"{package}__init__.py", "")
    stores = {
        "catalogi": model("Zaaktype", table="catalogi_zaaktype"),
        "zaken": "".join(model(name, field=field) for name, field in FIELDS.items())
        + model("Zaak", table="zaken_zaak")
        + model("Naamloos", table="zaak"),
        "besluiten": model("Besluit"),
    }
    for room, models in stores.items():
        label = "besluit" if room == "besluiten" else room
        tree.write(f"components/{room}/__init__.py", "")
        tree.write(f"components/{room}/store/__init__.py", "")
        tree.write(
            f"components/{room}/store/apps.py",
            "from django.apps import AppConfig\n\n"
            f"class Store(AppConfig):\n    name = 'raadhuis.components.{room}.store'\n    label = '{label}'",
        )
        tree.write(f"components/{room}/store/models.py", f"from django.db import models\n\n{models}")
    apps = ["django.contrib.contenttypes", "django.contrib.sessions"]
    apps += [f"raadhuis.components.{room}.store" for room in stores]
    tree.write(
        "house/settings.py", f"INSTALLED_APPS = {apps}\nDEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'"
    )
    done = tree.run(sys.executable, "-m", "tools.tables")
    assert done.returncode == 1, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "refused",
    [
        "zaken.Vreemd.ding is a relation to catalogi.Zaaktype, in another app: store its uuid or url and fetch it through",
        "zaken.Enig.ding is a relation to catalogi.Zaaktype, in another app",
        "zaken.Veel.ding is a relation to catalogi.Zaaktype, in another app",
        "zaken.Sessie.ding is a relation to sessions.Session, in another app",
        "zaken.Naamloos: table 'zaak' must start with zaken_: set db_table",
        'raadhuis.components.besluiten.store: its AppConfig says label="besluit"; a store carries the name of its room',
        "table 'django_content_type' comes from the library django.contrib.contenttypes: leave that app out, or write down",
    ],
)
def test_what_breaks_the_rule_is_refused_with_a_way_out(said: str, refused: str):
    assert refused in said


@pytest.mark.parametrize("accepted", ["zaken.Zaak", "zaken.Eigen", "catalogi.Zaaktype:", "sessions.Session:"])
def test_what_keeps_the_rule_is_accepted(said: str, accepted: str):
    assert accepted not in said


def test_every_model_is_as_the_migrations_leave_it():
    done = subprocess.run(
        [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"],
        cwd=PROJECT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "raadhuis.house.settings",
            "RAADHUIS_SECRET_KEY": "a key for a gate",
            # Nobody listens there, and nobody has to: the models are compared with the files.
            "RAADHUIS_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
