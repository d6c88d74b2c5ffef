"""What the commands that change an installation have in common: their actions, who acts, the files that are named to them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Django = Callable[[argparse.Namespace], Any]
Act = Callable[[argparse.Namespace], int]
UNCHANGED = "nothing was changed: "


class CannotRead(Exception):
    """What was named cannot be read or found; the message says what."""


def adder(
    parser: argparse.ArgumentParser,
    *,
    django: Django,
    add_data: Callable[..., None],
    refused: str = UNCHANGED,
) -> Callable[..., argparse.ArgumentParser]:
    """`add(name, act, help)` adds an action; `django` opens the installation, `add_data` adds the option that names it.
    A refusal is said in words, after `refused`, with exit code 1."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")

    def add(name: str, act: Act, help: str) -> argparse.ArgumentParser:
        added: argparse.ArgumentParser = actions.add_parser(name, help=help, description=help)
        add_data(added)
        added.set_defaults(run=lambda options: _run(act, options, django=django, refused=refused))
        return added

    return add


def _run(act: Act, options: argparse.Namespace, *, django: Django, refused: str) -> int:
    with django(options):
        from raadhuis.kernel.refusal import Refusal

        try:
            return act(options)
        except Refusal as refusal:
            sys.stderr.write(f"raadhuis: {refused}{refusal.detail}\n")
            sys.stderr.writelines(f"  {f.name}: {f.reason} ({f.code})\n" for f in refusal.fields)
        except CannotRead as error:
            sys.stderr.write(f"raadhuis: {UNCHANGED}{error}\n")
        return 1


def who() -> dict[str, Any]:
    """The operator, now: `actor` and `at`."""
    from raadhuis.kernel import clock
    from raadhuis.kernel.identity import systeem

    return {"actor": systeem("beheer"), "at": clock.now()}


def read(name: str) -> str:
    """The text of a file; `-` is stdin. Raises CannotRead."""
    if name == "-":
        return sys.stdin.read()
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRead(f"{name} cannot be read.") from error


def secrets_beside(name: str) -> Callable[[str], str]:
    """Reads a secret from a file that the file `name` names, relative to where that stands. Raises CannotRead."""
    folder = Path(name).parent
    return lambda secret: read(str(folder / secret)).strip()


def say(sentence: str) -> int:
    """A line on stdout; the exit code 0."""
    sys.stdout.write(sentence + "\n")
    return 0
