"""The switch: from here on this installation is the one that is written to; and what was written since."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from raadhuis.components.notificaties import api as notificaties
from raadhuis.house.overzetten.folder import Folder, tail_of
from raadhuis.house.overzetten.importing import WHO
from raadhuis.house.overzetten.provider import CannotGoOn
from raadhuis.kernel import clock

SWITCH, CHANGES = "wissel.json", "gewijzigd.json"
READING = 500
_CHANGING = frozenset({"create", "update", "partial_update", "destroy"})


def switch(folder: Folder) -> Iterator[str]:
    """Note where the event list stands, and start the subscriptions that were taken over; what was done, in lines.
    Repeating it keeps the first moment. Raises CannotGoOn."""
    folder.require_complete()
    where = folder.path / SWITCH
    if where.exists():
        yield f"De wissel was al op {json.loads(where.read_bytes())['moment']}; dat blijft zo."
    else:
        moment = clock.now().isoformat()
        folder.write(SWITCH, json.dumps({"moment": moment, "cursor": _end()}).encode())
        yield f"De wissel is nu: {moment}."
    taken = {tail_of(one["url"]) for one in folder.lines("notificaties/abonnement")}
    for one in notificaties.list_afnemers(actor=WHO):
        if str(one.uuid) in taken and one.staat == "muted" and one.uuid:
            if notificaties.needs_auth(actor=WHO, uuid=one.uuid):
                yield f"{one.callback_url}: nog niet, want de auth ontbreekt; geef die, en geef dit commando nog eens"
                continue
            notificaties.unmute(actor=WHO, at=clock.now(), uuid=one.uuid, reden="De wissel na het overzetten")
            yield f"{one.callback_url}: krijgt weer berichten"


def _end() -> int:
    """Where the event list ends now."""
    cursor = 0
    while True:
        _, further = notificaties.list_gebeurtenissen(actor=WHO, after=cursor, most=READING)
        if further == cursor:
            return cursor
        cursor = further


@dataclass(slots=True)
class Changes:
    """What was made, changed and removed here since the switch: resource URLs in the order in which it happened first,
    each with its kanaal, resource and what became of it."""

    made: dict[str, dict[str, str]] = field(default_factory=dict)
    changed: dict[str, dict[str, str]] = field(default_factory=dict)
    removed: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, one: Any) -> None:
        """One event."""
        url, said = (
            one.resource_url,
            {"kanaal": one.kanaal, "resource": one.resource, "hoofdObject": one.hoofd_object},
        )
        if one.actie == "create":
            self.made[url] = said
        elif one.actie == "destroy":
            known = self.made.pop(url, None)
            self.changed.pop(url, None)
            if known is None:
                self.removed[url] = said
        elif url not in self.made:
            self.changed[url] = said

    def summary(self) -> Iterator[str]:
        """Counts per kind, in lines."""
        for word, found in (
            ("gemaakt", self.made),
            ("gewijzigd", self.changed),
            ("verwijderd", self.removed),
        ):
            counts: dict[str, int] = {}
            for said in found.values():
                counts[said["resource"]] = counts.get(said["resource"], 0) + 1
            told = ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))
            yield f"Sinds de wissel {word}: {told or 'niets'}."


def changed_since(folder: Folder) -> Changes:
    """What the event list says happened since the switch, also kept in the folder. Raises CannotGoOn."""
    where = folder.path / SWITCH
    if not where.exists():
        raise CannotGoOn(
            f"{where} is not there: `raadhuis overzetten wissel` was never given for this folder."
        )
    cursor, found = int(json.loads(where.read_bytes())["cursor"]), Changes()
    while True:
        results, further = notificaties.list_gebeurtenissen(actor=WHO, after=cursor, most=READING)
        for one in results:
            if one.actie in _CHANGING and _is_ours(one.resource_url):
                found.add(one)
        if further == cursor:
            break
        cursor = further
    told = {"gemaakt": found.made, "gewijzigd": found.changed, "verwijderd": found.removed}
    folder.write(CHANGES, json.dumps(told, indent=2, ensure_ascii=False).encode())
    return found


def _is_ours(url: str) -> bool:
    try:
        return bool(UUID(tail_of(url)))
    except ValueError:
        return False
