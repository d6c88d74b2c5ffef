"""The command `raadhuis abonnement`: who gets our events, from the command line and from files."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from raadhuis.house.acting import CannotRead, Django, adder, say, who


def add_actions(parser: argparse.ArgumentParser, *, django: Django, add_data: Callable[..., None]) -> None:
    """The actions of `raadhuis abonnement`; `django` opens the installation, `add_data` adds the option that names it."""
    action = adder(parser, django=django, add_data=add_data, refused="")

    action("list", _list, "show every subscription and how it goes, never a secret, as JSON")
    add = action("add", _add, "make subscriptions as a JSON file says, one per callbackUrl; repeatable")
    add.add_argument("file", help="one subscription or a list of them, as in the API; - is stdin")
    remove = action("remove", _remove, "end a subscription, with what it still had to get; repeatable")
    remove.add_argument("--callback-url", required=True)
    again = action("replay", _replay, "send again at once what did not arrive")
    again.add_argument("--callback-url", default="", help="of this subscription only")


def _list(options: argparse.Namespace) -> int:
    from raadhuis.components.notificaties import api

    by = who()["actor"]
    known = {one.uuid: one for one in api.list_afnemers(actor=by)}
    shown = []
    for abonnement in json.loads(api.abonnementen_json(actor=by)):
        how = known.get(_uuid(abonnement["url"]))
        if how is not None:
            abonnement |= {"staat": how.staat, "wachtend": how.wachtend, "mislukt": how.dood}
        shown.append(abonnement)
    return say(json.dumps(shown, indent=2, ensure_ascii=False))


def _add(options: argparse.Namespace) -> int:
    from raadhuis.components.notificaties import api
    from raadhuis.kernel import wire

    bodies = wire.decode(_read(options.file), tuple[api.AbonnementBody, ...])
    for body in bodies:
        _, changed = api.ensure_abonnement(**who(), body=body)
        say(f"{body.callback_url}: {'ingesteld' if changed else 'stond al zo'}.")
    return 0


def _remove(options: argparse.Namespace) -> int:
    from raadhuis.components.notificaties import api

    found = [
        one for one in api.list_afnemers(actor=who()["actor"]) if one.callback_url == options.callback_url
    ]
    for one in found:
        if one.uuid is not None:
            api.delete_abonnement(**who(), uuid=one.uuid)
    return say(f"{options.callback_url}: {'weg' if found else 'was er niet'}.")


def _replay(options: argparse.Namespace) -> int:
    from raadhuis.components.notificaties import api

    everybody = api.list_afnemers(actor=who()["actor"])
    chosen = [one for one in everybody if options.callback_url in ("", one.callback_url)]
    if options.callback_url and not chosen:
        raise CannotRead(f"nobody subscribes on {options.callback_url}.")
    done = 0
    for one in chosen:
        done += api.replay(**who(), subscriber=one.subscriber)
    return say(f"Opnieuw: {done}.")


def _read(name: str) -> bytes:
    """The file as a JSON list, also when it holds one."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        found = json.loads(raw)
    except OSError as error:
        raise CannotRead(f"{name} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise CannotRead(f"{name} is no JSON.") from error
    return json.dumps(found if isinstance(found, list) else [found]).encode()


def _uuid(url: str) -> Any:
    from raadhuis.kernel import wire

    return wire.uuid_of(url)
