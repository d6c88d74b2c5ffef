"""The command `raadhuis dienst`: services of others that references may lead to, from the command line and from files."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from raadhuis.house.acting import CannotRead, Django, adder, read, say, secrets_beside, who
from raadhuis.kernel.places import SOORTEN

if TYPE_CHECKING:
    from raadhuis.components.autorisaties.api import DienstGedaan


def add_actions(parser: argparse.ArgumentParser, *, django: Django, add_data: Callable[..., None]) -> None:
    """The actions of `raadhuis dienst`; `django` opens the installation, `add_data` adds the option that names it."""
    action = adder(parser, django=django, add_data=add_data)

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
    proof.add_argument(
        "--geen-auth", action="store_true", help="it asks for nothing (as when nothing is said)"
    )
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


def _add(options: argparse.Namespace) -> int:
    from raadhuis.components.autorisaties import api

    body = api.DienstBody(
        url=options.url,
        soort=options.soort,
        naam=options.naam,
        client_id=options.client_id,
        secret=read(options.secret_file).strip() if options.secret_file else options.secret,
        header=read(options.header_file).strip() if options.header_file else options.header,
        geen_auth=options.geen_auth or None,
    )
    return _told(api.save_dienst(body=body, **who()))


def _told(*done: DienstGedaan) -> int:
    """Say what became of each; what is new counts everywhere when this returns, so that a script can go on."""
    from raadhuis.kernel.diensten import REFRESH

    for one in done:
        say(f"{one.url}: {one.wat}")
    if any(one.wat != "ongewijzigd" for one in done):
        sys.stdout.flush()
        time.sleep(REFRESH.total_seconds())
    return 0


def _list(options: argparse.Namespace) -> int:
    from raadhuis.components.autorisaties import api

    actor = who()["actor"]
    if options.json:
        return say(api.export_diensten(actor=actor).decode())
    for one in api.list_diensten(actor=actor):
        called = f"{one.gebeld:%Y-%m-%d %H:%M} {one.fout or 'goed'}" if one.gebeld else "nog niet gebeld"
        say(
            f"{one.dienst.soort} {one.dienst.url} ({one.dienst.naam}): {called}, {one.verwijzingen} verwijzingen"
        )
    return 0


def _remove(options: argparse.Namespace) -> int:
    from raadhuis.components.autorisaties import api
    from raadhuis.kernel.refusal import NotFound

    try:
        number = api.remove_dienst(url=options.url, force=options.force, **who())
    except NotFound:
        return say(f"{options.url}: was er niet")
    left = f"; {number} verwijzingen kunnen niet meer worden gevolgd" if number else ""
    return say(f"{options.url}: weg{left}")


def _apply(options: argparse.Namespace) -> int:
    from raadhuis.components.autorisaties import api

    read_secret = secrets_beside(options.file)
    return _told(*api.apply_diensten(read(options.file).encode(), read_secret=read_secret, **who()))


def _test(options: argparse.Namespace) -> int:
    from raadhuis.components.autorisaties import api

    actor, failed = who()["actor"], 0
    chosen = [one.dienst for one in api.list_diensten(actor=actor) if options.url in ("", one.dienst.url)]
    if options.url and not chosen:
        raise CannotRead(f"there is no service {options.url}.")
    for dienst in chosen:
        wrong = api.test_dienst(actor=actor, uuid=dienst.uuid)
        failed += bool(wrong)
        say(f"{dienst.url}: {wrong or 'goed'}")
    return 1 if failed else 0
