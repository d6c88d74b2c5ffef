"""The command `raadhuis applicatie`: API clients from the command line and from files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Any

from raadhuis.house.acting import Django, adder, read, say, secrets_beside, who

Add = Callable[..., argparse.ArgumentParser]


def add_actions(parser: argparse.ArgumentParser, *, django: Django, add_data: Callable[..., None]) -> None:
    """The actions of `raadhuis applicatie`; `django` opens the installation, `add_data` adds the option that names it."""
    action = adder(parser, django=django, add_data=add_data)

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


def _add(options: argparse.Namespace) -> int:
    from raadhuis.components.autorisaties import api

    secret = read(options.secret_file).strip() if options.secret_file else options.secret
    api.add_applicatie(
        client_id=options.client_id,
        secret=secret,
        label=options.label,
        alle_autorisaties=options.alle_autorisaties,
        **who(),
    )
    _warn(*[options.client_id] * api.is_short(secret))
    return say(f"Applicatie {options.client_id} heeft haar rechten.")


def _warn(*clients: str) -> None:
    for client_id in clients:
        sys.stderr.write(
            f"raadhuis: the secret of {client_id} has fewer than 32 bytes and can be guessed from a token; rather give it"
            " a new one: raadhuis applicatie secret.\n"
        )


def _list(options: argparse.Namespace) -> int:
    from raadhuis.components.autorisaties import api
    from raadhuis.kernel.wire import uuid_of

    actor = who()["actor"]
    if options.json:
        return say(api.export(actor=actor).decode())
    for applicatie in api.list_applicaties(actor=actor):
        uuid = uuid_of(applicatie.url)
        assert uuid is not None  # noqa: S101  # our own URL ends in a uuid
        rights = (
            "alle autorisaties"
            if applicatie.heeft_alle_autorisaties
            else f"{len(applicatie.autorisaties)} autorisaties"
        )
        say(f"{applicatie.label}: {rights}")
        for client in api.list_clients(actor=actor, uuid=uuid):
            proof = ["geheim"] * client.geheim + [f"{client.sleutels} sleutels"] * bool(client.sleutels)
            say(f"  {client.client_id}: {', '.join(proof) or 'kan nog niet inloggen'}")
    return 0


def _remove(options: argparse.Namespace) -> int:
    from raadhuis.components.autorisaties import api
    from raadhuis.kernel import wire

    by = who()
    raw = api.applicatie_of_client_json(actor=by["actor"], client_id=options.client_id)
    uuid = wire.uuid_of(wire.decode(raw, api.Applicatie).url) if raw else None
    if uuid is None:
        return say(f"Geen applicatie heeft client-id {options.client_id}.")
    api.delete_applicatie(uuid=uuid, **by)
    return say(f"De applicatie met client-id {options.client_id} is verwijderd.")


def _secret(options: argparse.Namespace) -> int:
    from raadhuis.components.autorisaties import api

    given: dict[str, Any] = {"client_id": options.client_id, **who()}
    if options.public_key:
        api.prove_with(key=read(options.public_key), **given)
        return say(f"De publieke sleutel van {options.client_id} is opgeslagen.")
    if options.secret_file:
        secret = read(options.secret_file).strip()
        api.prove(secret=secret, brought=True, **given)
        _warn(*[options.client_id] * api.is_short(secret))
        return say(f"Het geheim van {options.client_id} is opgeslagen.")
    return say(api.renew_secret(**given))


def _apply(options: argparse.Namespace) -> int:
    from raadhuis.components.autorisaties import api

    read_secret = secrets_beside(options.file)
    for done in api.apply(read(options.file).encode(), read_secret=read_secret, **who()):
        say(f"{done.label}: {done.wat}")
        _warn(*done.kort)
    return 0


def _rotate(options: argparse.Namespace) -> int:
    from raadhuis.components.autorisaties import api

    return say(f"De nieuwe sleutel heet {api.rotate(**who())}.")
