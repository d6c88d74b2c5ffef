"""Makes a new, empty room that keeps every rule of the house from its first minute."""

from __future__ import annotations

import keyword
import re
from pathlib import Path

MAX_NAME = 30  # table and index names start with it, and PostgreSQL stops at 63
# Names of the house itself, of Django's and procrastinate's apps, and of the room's own parts.
RESERVED = frozenset(
    "api auth cli components contenttypes core django domain gemeenten host house kernel look manifest procrastinate "
    "raadhuis remote sessions shared simulators staticfiles tasks tests types utils helpers common web".split()
)


class CannotBuild(Exception):
    """The room was not made; the message says why and what to do."""


def new_component(name: str, *, root: Path, layer: int = 5) -> Path:
    """Make the room `name` below `root` (the folder `components`) and return its folder.

    `layer` is the Common Ground layer, 1 (data) to 5 (interaction). Raises CannotBuild; nothing is made then.
    """
    _judge(name, root=root, layer=layer)
    room = root / name
    for path, text in _files(name, layer=layer).items():
        (room / path).parent.mkdir(parents=True, exist_ok=True)
        (room / path).write_text(text, encoding="utf-8")
    return room


def _judge(name: str, *, root: Path, layer: int) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9]*", name):
        raise CannotBuild(
            f"{name!r} cannot be a component's name: one Dutch word of lower-case letters and digits, such as "
            "'vergunningen'. It becomes a Python package and the start of every table name (so no underscore)."
        )
    if keyword.iskeyword(name) or keyword.issoftkeyword(name) or name in RESERVED:
        raise CannotBuild(f"{name!r} already means something in Python or in the house: choose another word.")
    if len(name) > MAX_NAME:
        raise CannotBuild(
            f"{name!r} has {len(name)} letters; {MAX_NAME} at most, or table names get too long."
        )
    if layer not in range(1, 6):
        raise CannotBuild(
            f"Layer {layer} does not exist: 1 (data), 2 (services), 3 (integration), 4 (process), 5 (interaction)."
        )
    if not root.is_dir():
        raise CannotBuild(f"{root} is not a folder: run this in a checkout of the project.")
    if (root / name).exists():
        raise CannotBuild(f"{root / name} exists already: choose another name, or work in that room.")


def _files(name: str, *, layer: int) -> dict[str, str]:
    title = name.capitalize()
    return {
        "__init__.py": f'"""{title}: a room of the house; its door is `api`."""\n',
        "README.md": README.format(title=title, name=name, layer=layer),
        "manifest.py": MANIFEST.format(title=title, name=name, layer=layer),
        "api.py": f'"""The door of {title}: what other rooms may ask, keyword-only, frozen answers, named refusals."""\n{FUTURE}',
        "domain/__init__.py": f'"""The rules of {title}: pure Python; no Django, no I/O, no clock."""\n',
        "store/__init__.py": f'"""The tables of {title}; only its api comes here."""\n',
        "store/apps.py": APPS.format(title=title, name=name),
        "store/migrations/__init__.py": "",
        "web/__init__.py": f'"""{title} over HTTP: decode, one call to the api, encode."""\n',
        "web/pages.py": PAGES.format(title=title),
        "tests/__init__.py": "",
        f"tests/test_{name}.py": TEST.format(title=title, name=name),
    }


FUTURE = "\nfrom __future__ import annotations\n"

README = """# {title}

What it is, in one sentence a resident understands.

- **For whom:** residents, employees or other systems?
- **Standard:** name, version and link; or "none exists", with where that was looked up.
- **Layer:** {layer} (Common Ground: 1 data, 2 services, 3 integration, 4 process, 5 interaction).
- **Needs:** nothing yet. A neighbour's door goes into `needs` in `manifest.py` together with its first import.
- **Not there yet:** everything.

Try it: `raadhuis demo --components {name}`.
"""

MANIFEST = """\
\"\"\"{title}, as the house knows it: literal values only.\"\"\"

from __future__ import annotations

from raadhuis.kernel.manifest import Manifest

MANIFEST = Manifest(
    name="{name}",
    layer={layer},
    pages="web.pages",
)
"""

APPS = """\
\"\"\"Makes the store of {title} a Django app; table names start with `{name}_`.\"\"\"

from __future__ import annotations

from django.apps import AppConfig


class {title}Config(AppConfig):
    name = "raadhuis.components.{name}.store"
    label = "{name}"
    default_auto_field = "django.db.models.BigAutoField"
"""

PAGES = """\
\"\"\"The pages of {title}: none yet; each is a function under `raadhuis.kernel.page.page`.\"\"\"

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
"""

TEST = """\
\"\"\"The room {title} stands in the house.\"\"\"

from __future__ import annotations

from raadhuis.components.{name}.web import pages
from raadhuis.kernel import loader


def test_the_house_finds_the_room_and_everything_it_needs():
    found = loader.compose(["{name}", *loader.known()["{name}"].needs])

    assert "{name}" in [manifest.name for manifest in found]


def test_the_manifest_names_the_module_with_the_pages():
    manifest = loader.known()["{name}"]

    assert loader.resolve("{name}", f"{{manifest.pages}}:urlpatterns") is pages.urlpatterns
"""
