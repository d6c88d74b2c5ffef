"""The command `raadhuis applicatie`: API clients from the command line and from files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

Django = Callable[[argparse.Namespace], Any]
Add = Callable[..., argparse.ArgumentParser]


class CannotRead(Exception):
    """A file that was named cannot be read; the message says which."""


def add_actions(parser: argparse.ArgumentParser, *, django: Django, add_data: Callable[..., None]) -> None:
    """The actions of `raadhuis applicatie`; `django` opens the installation, `add_data` adds the option that names it."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")

    def action(name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        added: argparse.ArgumentParser = actions.add_parser(name, help=help, description=help)
        add_data(added)
        added.set_defaults(run=lambda options: _run(run, options, django=django))
        return added

    add = action("add", _add, "give an API client its secret and rights; repeatable")
    add.add_argument("--client-id", required=True)
    secret = add.add_mutually_exclusive_group(required=True)
    secret.add_argument(
        "--secret", default="", help="visible to others on this machine: rather use --secret-file"
    )
    secret.add_argument("--secret-file", default="", metavar="FILE", help="file with the secret; - is stdin")
    add.add_argument("--label", default="")
    add.add_argument("--alle-autorisaties", action="store_true")
    list_ = action("list", _list, "show the applications and their clients, never a secret")
    list_.add_argument("--json", action="store_true", help="as a file for `apply`")
    remove = action(
        "remove", _remove, "take an application away; repeatable; its client ids are never given out again"
    )
    remove.add_argument("--client-id", required=True, help="one of its client ids")
    renew = action("secret", _secret, "give a client a new secret (shown once), or its public key")
    renew.add_argument("--client-id", required=True)
    how = renew.add_mutually_exclusive_group()
    how.add_argument("--secret-file", default="", metavar="FILE", help="file with the secret; - is stdin")
    how.add_argument(
        "--public-key", default="", metavar="FILE", help="public key (PEM) or JWK set, for OAuth"
    )
    apply = action("apply", _apply, "make the applications as a JSON file says; repeatable")
    apply.add_argument("file", help="- is stdin")
    action("rotate-keys", _rotate, "sign access tokens (OAuth) with a new key from now on")


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

    api.add_applicatie(
        client_id=options.client_id,
        secret=_read(options.secret_file).strip() if options.secret_file else options.secret,
        label=options.label,
        alle_autorisaties=options.alle_autorisaties,
        **_who(),
    )
    return _say(f"Applicatie {options.client_id} heeft haar rechten.")


def _list(options: argparse.Namespace) -> int:
    from raadhuis.components.autorisaties import api
    from raadhuis.kernel.wire import uuid_of

    actor = _who()["actor"]
    if options.json:
        return _say(api.export(actor=actor).decode())
    for applicatie in api.list_applicaties(actor=actor):
        uuid = uuid_of(applicatie.url)
        assert uuid is not None  # noqa: S101  # our own URL ends in a uuid
        rights = (
            "alle autorisaties"
            if applicatie.heeft_alle_autorisaties
            else f"{len(applicatie.autorisaties)} autorisaties"
        )
        _say(f"{applicatie.label}: {rights}")
        for client in api.list_clients(actor=actor, uuid=uuid):
            proof = ["geheim"] * client.geheim + [f"{client.sleutels} sleutels"] * bool(client.sleutels)
            _say(f"  {client.client_id}: {', '.join(proof) or 'kan nog niet inloggen'}")
    return 0


def _remove(options: argparse.Namespace) -> int:
    from raadhuis.components.autorisaties import api
    from raadhuis.kernel import wire

    who = _who()
    raw = api.applicatie_of_client_json(actor=who["actor"], client_id=options.client_id)
    uuid = wire.uuid_of(wire.decode(raw, api.Applicatie).url) if raw else None
    if uuid is None:
        return _say(f"Geen applicatie heeft client-id {options.client_id}.")
    api.delete_applicatie(uuid=uuid, **who)
    return _say(f"De applicatie met client-id {options.client_id} is verwijderd.")


def _secret(options: argparse.Namespace) -> int:
    from raadhuis.components.autorisaties import api

    given: dict[str, Any] = {"client_id": options.client_id, **_who()}
    if options.public_key:
        api.prove_with(key=_read(options.public_key), **given)
        return _say(f"De publieke sleutel van {options.client_id} is opgeslagen.")
    if options.secret_file:
        api.prove(secret=_read(options.secret_file).strip(), **given)
        return _say(f"Het geheim van {options.client_id} is opgeslagen.")
    return _say(api.renew_secret(**given))


def _apply(options: argparse.Namespace) -> int:
    from raadhuis.components.autorisaties import api

    folder = Path(options.file).parent

    def read_secret(name: str) -> str:
        return _read(str(folder / name)).strip()

    for done in api.apply(_read(options.file).encode(), read_secret=read_secret, **_who()):
        _say(f"{done.label}: {done.wat}")
    return 0


def _rotate(options: argparse.Namespace) -> int:
    from raadhuis.components.autorisaties import api

    return _say(f"De nieuwe sleutel heet {api.rotate(**_who())}.")


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
