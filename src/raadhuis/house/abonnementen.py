"""The command `raadhuis abonnement`: who gets our events, from the command line and from files."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Django = Callable[[argparse.Namespace], Any]


class CannotRead(Exception):
    """The file that was named cannot be read, or is no JSON; the message says which and why."""


def add_actions(parser: argparse.ArgumentParser, *, django: Django, add_data: Callable[..., None]) -> None:
    """The actions of `raadhuis abonnement`; `django` opens the installation, `add_data` adds the option that names it."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")

    def action(name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        added: argparse.ArgumentParser = actions.add_parser(name, help=help, description=help)
        add_data(added)
        added.set_defaults(run=lambda options: _run(run, options, django=django))
        return added

    action("list", _list, "show every subscription and how it goes, never a secret, as JSON")
    add = action("add", _add, "make subscriptions as a JSON file says, one per callbackUrl; repeatable")
    add.add_argument("file", help="one subscription or a list of them, as in the API; - is stdin")
    remove = action("remove", _remove, "end a subscription, with what it still had to get; repeatable")
    remove.add_argument("--callback-url", required=True)
    again = action("replay", _replay, "send again at once what did not arrive")
    again.add_argument("--callback-url", default="", help="of this subscription only")


def _run(act: Callable[[argparse.Namespace], int], options: argparse.Namespace, *, django: Django) -> int:
    with django(options):
        from raadhuis.kernel.refusal import Refusal

        try:
            return act(options)
        except Refusal as refusal:
            sys.stderr.write(f"raadhuis: {refusal.detail}\n")
            sys.stderr.writelines(f"  {f.name}: {f.reason} ({f.code})\n" for f in refusal.fields)
        except CannotRead as error:
            sys.stderr.write(f"raadhuis: nothing was changed: {error}\n")
        return 1


def _list(options: argparse.Namespace) -> int:
    from raadhuis.components.notificaties import api

    who = _actor()
    known = {one.uuid: one for one in api.list_afnemers(actor=who)}
    shown = []
    for abonnement in json.loads(api.abonnementen_json(actor=who)):
        how = known.get(_uuid(abonnement["url"]))
        if how is not None:
            abonnement |= {"staat": how.staat, "wachtend": how.wachtend, "mislukt": how.dood}
        shown.append(abonnement)
    return _say(json.dumps(shown, indent=2, ensure_ascii=False))


def _add(options: argparse.Namespace) -> int:
    from raadhuis.components.notificaties import api
    from raadhuis.kernel import clock, wire

    bodies = wire.decode(_read(options.file), tuple[api.AbonnementBody, ...])
    for body in bodies:
        _, changed = api.ensure_abonnement(actor=_actor(), at=clock.now(), body=body)
        _say(f"{body.callback_url}: {'ingesteld' if changed else 'stond al zo'}.")
    return 0


def _remove(options: argparse.Namespace) -> int:
    from raadhuis.components.notificaties import api
    from raadhuis.kernel import clock

    found = [one for one in api.list_afnemers(actor=_actor()) if one.callback_url == options.callback_url]
    for one in found:
        if one.uuid is not None:
            api.delete_abonnement(actor=_actor(), at=clock.now(), uuid=one.uuid)
    return _say(f"{options.callback_url}: {'weg' if found else 'was er niet'}.")


def _replay(options: argparse.Namespace) -> int:
    from raadhuis.components.notificaties import api
    from raadhuis.kernel import clock

    everybody = api.list_afnemers(actor=_actor())
    chosen = [one for one in everybody if options.callback_url in ("", one.callback_url)]
    if options.callback_url and not chosen:
        raise CannotRead(f"nobody subscribes on {options.callback_url}.")
    done = 0
    for one in chosen:
        done += api.replay(actor=_actor(), at=clock.now(), subscriber=one.subscriber)
    return _say(f"Opnieuw: {done}.")


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


def _actor() -> Any:
    from raadhuis.kernel.identity import systeem

    return systeem("beheer")


def _uuid(url: str) -> Any:
    from raadhuis.kernel import wire

    return wire.uuid_of(url)


def _say(sentence: str) -> int:
    sys.stdout.write(sentence + "\n")
    return 0
