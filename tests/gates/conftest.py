"""A throw-away house to break: small, but with the shape and the boundaries of the real one."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import importlinter.configuration
import pytest
from importlinter.application import output, use_cases

PROJECT = Path(__file__).parents[2]
SOURCE = PROJECT / "src" / "raadhuis"
importlinter.configuration.configure()
output.console.width = 1000  # a sentence stays on one line, so that a test can find it
KERNEL = (
    *(
        "blobs",
        "clock",
        "db",
        "door",
        "endpoint",
        "events",
        "loader",
        "manifest",
        "outgoing",
        "page",
        "settings",
    ),
    "refusal",
)


@dataclass(frozen=True, slots=True)
class Tree:
    """A copy of nothing: package `raadhuis` below `root`, judged with the real configuration."""

    root: Path

    @property
    def package(self) -> Path:
        return self.root / "raadhuis"

    @property
    def components(self) -> Path:
        return self.package / "components"

    def write(self, path: str, text: str) -> None:
        """Replace the file `path`, relative to the package."""
        target = self.package / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"from __future__ import annotations\n\n{text}\n", encoding="utf-8")

    def room(self, name: str, *, layer: int, needs: tuple[str, ...] = ()) -> None:
        """A room that keeps the rules and uses what it needs."""
        self.write(
            f"components/{name}/manifest.py",
            "from raadhuis.kernel.manifest import Manifest\n\n"
            f"MANIFEST = Manifest(name={name!r}, layer={layer}, needs={needs!r})",
        )
        uses = "".join(f"from raadhuis.components.{need} import api as {need}\n" for need in needs)
        self.write(f"components/{name}/api.py", f"{uses}from raadhuis.components.{name}.store import models")
        self.write(
            f"components/{name}/store/models.py", f"from raadhuis.components.{name}.domain import rules"
        )
        self.write(f"components/{name}/domain/rules.py", f"from raadhuis.components.{name} import types")
        self.write(f"components/{name}/types.py", "import msgspec")
        self.write(f"components/{name}/web/pages.py", f"from raadhuis.components.{name} import api")
        self.write(
            f"components/{name}/tests/test_{name}.py", f"from raadhuis.components.{name}.store import models"
        )
        for folder in ("", "store", "domain", "web", "tests"):
            (self.components / name / folder / "__init__.py").write_text("", encoding="utf-8")
        (self.components / name / "README.md").write_text(f"# {name}\n", encoding="utf-8")

    def package_door(self, room: str) -> None:
        """Make the door of `room` a package: what it was becomes the module `statussen` behind the front."""
        folder = self.components / room / "api"
        folder.mkdir()
        (self.components / room / "api.py").rename(folder / "statussen.py")
        self.write(
            f"components/{room}/api/__init__.py",
            f"from raadhuis.components.{room}.api.statussen import models\n\n__all__ = ['models']",
        )

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a judge in this tree instead of in the project."""
        path = os.pathsep.join((str(self.root), str(PROJECT)))
        return subprocess.run(
            command,
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": path, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            capture_output=True,
            text=True,
            check=False,
        )

    def tool(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the virtual environment here, with the project's configuration."""
        shutil.copyfile(PROJECT / "pyproject.toml", self.root / "pyproject.toml")
        return self.run(str(Path(sys.executable).parent / name), *arguments)

    def lint_imports(self) -> tuple[bool, str]:
        """Whether every contract of the project's pyproject.toml is kept here, and what was said."""
        shutil.copyfile(PROJECT / "pyproject.toml", self.root / "pyproject.toml")
        said = io.StringIO()
        with _instead_of_the_real_house(self.root), contextlib.redirect_stdout(said):
            kept = use_cases.lint_imports(cache_dir=None, no_logo=True)
        return kept, said.getvalue()


@contextlib.contextmanager
def _instead_of_the_real_house(root: Path) -> Iterator[None]:
    """Python finds the package `raadhuis` below `root`: a process per violation would cost ten times as much."""
    real = {name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] == "raadhuis"}
    sys.path.insert(0, str(root))
    importlib.invalidate_caches()
    try:
        with contextlib.chdir(root):
            yield
    finally:
        sys.path.remove(str(root))
        for name in [name for name in sys.modules if name.split(".")[0] == "raadhuis"]:
            del sys.modules[name]
        sys.modules.update(real)


def mypy(tree: Tree, *judged: Path) -> str:
    """What mypy says, as strict as the project and without the Django plugin (which needs the whole house)."""
    # One cache for all of them: it knows the standard library after the first.
    cache = PROJECT / ".mypy_cache" / "gates"
    done = tree.run(
        *(sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--cache-dir={cache}"),
        *map(str, judged),
    )
    return done.stdout + done.stderr


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Three rooms: catalogi, zaken that needs it, and portaal that needs both."""
    made = Tree(tmp_path)
    for package in ("", "kernel/", "house/", "look/", "host/", "simulators/", "components/"):
        made.write(f"{package}__init__.py", "")
    for module in KERNEL:
        made.write(f"kernel/{module}.py", "")
    made.room("catalogi", layer=1)
    made.room("zaken", layer=1, needs=("catalogi",))
    made.room("portaal", layer=5, needs=("catalogi", "zaken"))
    return made
