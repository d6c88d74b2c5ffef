"""The command `raadhuis dienst`: services of others that references may lead to, from the command line and from files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from raadhuis.kernel.places import SOORTEN

Django = Callable[[argparse.Namespace], Any]


class CannotRead(Exception):
    """A file that was named cannot be read; the message says which."""


def add_actions(parser: argparse.ArgumentParser, *, django: Django, add_data: Callable[..., None]) -> None:
    """The actions of `raadhuis dienst`; `django` opens the installation, `add_data` adds the option that names it."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")

    def action(name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        added: argparse.ArgumentParser = actions.add_parser(name, help=help, description=help)
        add_data(added)
        added.set_defaults(run=lambda options: _run(run, options, django=django))
        return added

    add = action("add", _add, "register a service, or change it; repeatable")
    add.add_argument("--url", required=True, help="its API root, https://host/zaken/api/v1 say")
    add.add_argument("--soort", required=True, choices=SOORTEN, help="what it is (%(choices)s)")
    add.add_argument("--naam", default="")
    add.add_argument("--client-id", default="", help="our client there, with --secret-file: a ZGW token")
    proof = add.add_mutually_exclusive_group()
    proof.add_argument(
        "--secret", default=None, help="visible to others on this machine: rather use --secret-file"
    )
    proof.add_argument("--secret-file", default="", metavar="FILE", help="file with the secret; - is stdin")
    proof.add_argument("--header", default=None, metavar="'NAME: VALUE'", help="the header that it wants")
    proof.add_argument("--header-file", default="", metavar="FILE", help="file with that header; - is stdin")
    proof.add_argument("--geen-auth", action="store_true", help="it asks for nothing")
    list_ = action("list", _list, "show the services and how their last call went, never a secret")
    list_.add_argument("--json", action="store_true", help="as a file for `apply`")
    remove = action("remove", _remove, "take a service away; repeatable")
    remove.add_argument("--url", required=True)
    remove.add_argument("--force", action="store_true", help="also when resources of it are referred to")
    apply = action("apply", _apply, "make the services as a JSON file says; repeatable")
    apply.add_argument("file", help="- is stdin")
    test = action(
        "test", _test, "call the services and say how that went; exit code 1 when one does not answer"
    )
    test.add_argument("--url", default="", help="only this one")


def _run(act: Callable[[argparse.Namespace], int], options: argparse.Namespace, *, django: Django) -> int:
    with django(options):
        from raadhuis.kernel.refusal import Refusal

        try:
            return act(options)
        except Refusal as refusal:
            sys.stderr.write(f"raadhuis: nothing was changed: {refusal.detail}\n")
            sys.stderr.writelines(f"  {f.name}: {f.reason} ({f.code})\n" for f in refusal.fields)
        except CannotRead as error:
            sys.stderr.write(f"raadhuis: nothing was changed: {error}\n")
        return 1


def _who() -> dict[str, Any]:
    from raadhuis.kernel import clock
    from raadhuis.kernel.identity import systeem

    at: datetime = clock.now()
    return {"actor": systeem("beheer"), "at": at}


def _add(options: argparse.Namespace) -> int:
    from raadhuis.components.autorisaties import api

    body = api.DienstBody(
        url=options.url,
        soort=options.soort,
        naam=options.naam,
        client_id=options.client_id,
        secret=_read(options.secret_file).strip() if options.secret_file else options.secret,
        header=_read(options.header_file).strip() if options.header_file else options.header,
        geen_auth=options.geen_auth,
    )
    done = api.save_dienst(body=body, **_who())
    return _say(f"{done.url}: {done.wat}")


def _list(options: argparse.Namespace) -> int:
    from raadhuis.components.autorisaties import api

    actor = _who()["actor"]
    if options.json:
        return _say(api.export_diensten(actor=actor).decode())
    for one in api.list_diensten(actor=actor):
        called = f"{one.gebeld:%Y-%m-%d %H:%M} {one.fout or 'goed'}" if one.gebeld else "nog niet gebeld"
        _say(
            f"{one.dienst.soort} {one.dienst.url} ({one.dienst.naam}): {called}, {one.verwijzingen} verwijzingen"
        )
    return 0


def _remove(options: argparse.Namespace) -> int:
    from raadhuis.components.autorisaties import api
    from raadhuis.kernel.refusal import NotFound

    try:
        number = api.remove_dienst(url=options.url, force=options.force, **_who())
    except NotFound:
        return _say(f"{options.url}: was er niet")
    left = f"; {number} verwijzingen kunnen niet meer worden gevolgd" if number else ""
    return _say(f"{options.url}: weg{left}")


def _apply(options: argparse.Namespace) -> int:
    from raadhuis.components.autorisaties import api

    folder = Path(options.file).parent

    def read_secret(name: str) -> str:
        return _read(str(folder / name)).strip()

    for done in api.apply_diensten(_read(options.file).encode(), read_secret=read_secret, **_who()):
        _say(f"{done.url}: {done.wat}")
    return 0


def _test(options: argparse.Namespace) -> int:
    from raadhuis.components.autorisaties import api

    actor, failed = _who()["actor"], 0
    chosen = [one.dienst for one in api.list_diensten(actor=actor) if options.url in ("", one.dienst.url)]
    if options.url and not chosen:
        raise CannotRead(f"there is no service {options.url}.")
    for dienst in chosen:
        wrong = api.test_dienst(actor=actor, uuid=dienst.uuid)
        failed += bool(wrong)
        _say(f"{dienst.url}: {wrong or 'goed'}")
    return 1 if failed else 0


def _read(name: str) -> str:
    if name == "-":
        return sys.stdin.read()
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRead(f"{name} cannot be read.") from error


def _say(sentence: str) -> int:
    sys.stdout.write(sentence + "\n")
    return 0
