"""References in a body: which types they name, and whether those may stand there.

A relation by name (historiemodel) is kept as the name, so that it follows new versions; a URL of a version stands for its
name, as clients from before 1.3 write it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from raadhuis.components.catalogi.domain import bodies as b
from raadhuis.components.catalogi.domain.facts import Facts, Named, Part, State
from raadhuis.kernel.refusal import FieldError

# The identifier in a URL of one of our resources, or None for any other text.
Refer = Callable[[str, str], UUID | None]
API = "/catalogi/api/v1"
# field -> resource, for the bodies that have it: relations by name, and by URL within the zaaktype.
BY_NAME = {
    "besluittypen": "besluittypen",
    "informatieobjecttypen": "informatieobjecttypen",
    "informatieobjecttype": "informatieobjecttypen",
    "deelzaaktypen": "zaaktypen",
    "gerelateerde_zaaktypen": "zaaktypen",
}
WITHIN = {
    "statustype": "statustypen",
    "statustypen": "statustypen",
    "resultaattypen": "resultaattypen",
    "eigenschappen": "eigenschappen",
}


@dataclass(slots=True)
class Asked:
    """What has to be looked up: names and uuids per resource."""

    names: dict[str, list[str]] = field(default_factory=dict)
    uuids: dict[str, list[UUID]] = field(default_factory=dict)


def asked(body: b.Body, refer: Refer) -> Asked:
    """The references of `body`."""
    found = Asked()
    for name in body.__struct_fields__:
        value = getattr(body, name)
        if name in BY_NAME or name in WITHIN:
            for text in _texts(value):
                _ask(found, text, (BY_NAME.get(name) or WITHIN[name]), refer)
        elif name in ("catalogus", "zaaktype") and value:
            _ask(found, value, {"catalogus": "catalogussen", "zaaktype": "zaaktype"}[name], refer)
    return found


def _ask(found: Asked, text: str, resource: str, refer: Refer) -> None:
    uuid = refer(text, "zaaktypen" if resource == "zaaktype" else resource)
    if uuid:
        found.uuids.setdefault(resource, []).append(uuid)
    elif not is_url(text):
        found.names.setdefault(resource, []).append(text)


def _texts(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, tuple) else (value,):
        if item:
            yield item.zaaktype if isinstance(item, b.GerelateerdBody) else item


def as_sent(resource: str, state: State, *, base: str) -> dict[str, Any]:
    """A resource as a client would have to send it to leave it as it is: relations by name, nothing that is derived."""
    sent = dict(state.wire)
    for name, source in _NAMES_OF.get(resource, {}).items():
        sent[name] = sent[source]
    if "beginObject" in sent:
        sent |= {
            "beginObject": state.begin_object and state.begin_object.isoformat(),
            "eindeObject": state.einde_object and state.einde_object.isoformat(),
        }
    if "zaaktype" in sent:
        sent.pop("beginGeldigheid", None)  # the zaaktype's
    if resource == "zaaktypen":
        sent["gerelateerdeZaaktypen"] = [
            {**relation, "zaaktype": _address(relation, base)} for relation in state.gerelateerde_zaaktypen
        ]
    if resource == "statustypen":
        sent["eigenschappen"] = [f"{base}{API}/eigenschappen/{uuid}" for uuid in state.eigenschappen]
    return sent


_NAMES_OF = {
    "zaaktypen": {"besluittypen": "besluittypeOmschrijving", "deelzaaktypen": "deelzaaktypeIdentificaties"},
    "besluittypen": {"informatieobjecttypen": "informatieobjecttypeOmschrijvingen"},
    "resultaattypen": {
        "besluittypen": "besluittypeOmschrijving",
        "informatieobjecttypen": "informatieobjecttypeOmschrijving",
    },
}


def _address(relation: dict[str, str], base: str) -> str:
    """The `zaaktype` of a kept gerelateerd zaaktype: an identificatie, or a URL."""
    url = relation.get("url", "")
    return f"{base}{url}" if url.startswith("/") else url or relation["zaaktype"]


def is_url(text: str) -> bool:
    """Whether a reference is a URL; anything else is a name."""
    return text.startswith(("http://", "https://"))


@dataclass(slots=True, kw_only=True)
class Relaties:
    """Turns references into what is kept, and gathers what is wrong with them in `errors`."""

    facts: Facts
    refer: Refer
    catalogus: UUID | None
    zaaktype: UUID | None = None
    errors: list[FieldError] = field(default_factory=list)

    def names(self, name: str, texts: Iterable[str]) -> list[str]:
        """The names behind names and URLs of types in the same catalogus, each once."""
        found = (self.name(BY_NAME[name], f"{name}.{place}", text) for place, text in enumerate(texts))
        return list(dict.fromkeys(n for n in found if n))

    def name(self, resource: str, path: str, text: str) -> str:
        """The name behind one name or URL; "" when it is wrong."""
        known: tuple[Named, ...] = getattr(self.facts, resource)
        if not is_url(text):
            if any(k.naam == text and k.catalogus == self.catalogus for k in known):
                return text
            return self._wrong(path, "no-match", f"{text[:80]!r} staat niet in deze catalogus.")
        version = _by_uuid(known, self.refer(text, resource))
        if version is None:
            return self._wrong(path, "bad-url", f"Dit is geen adres van een van onze {resource}.")
        if version.catalogus != self.catalogus:
            return self._wrong(path, "relations-incorrect-catalogus", "Dit staat in een andere catalogus.")
        return version.naam

    def related(self, relations: tuple[b.GerelateerdBody, ...]) -> list[dict[str, str]]:
        """gerelateerdeZaaktypen as they are kept: by identificatie within the catalogus, else by URL, also elsewhere."""
        found = []
        for place, relation in enumerate(relations):
            path = f"gerelateerdeZaaktypen.{place}.zaaktype"
            kept = {"aardRelatie": relation.aard_relatie, "toelichting": relation.toelichting}
            uuid = self.refer(relation.zaaktype, "zaaktypen")
            version = _by_uuid(self.facts.zaaktypen, uuid)
            if version and version.catalogus != self.catalogus:
                found.append(kept | {"url": f"{API}/zaaktypen/{version.uuid}"})
            elif is_url(relation.zaaktype) and uuid is None and len(relation.zaaktype) <= 200:
                found.append(kept | {"url": relation.zaaktype})
            elif naam := self.name("zaaktypen", path, relation.zaaktype):
                found.append(kept | {"zaaktype": naam})
        return found

    def parts(self, name: str, texts: Iterable[str]) -> list[str]:
        """The uuids behind URLs of what hangs on the same zaaktype, each once."""
        found = (self.part(name, f"{name}.{place}", text) for place, text in enumerate(texts))
        return list(dict.fromkeys(str(uuid) for uuid in found if uuid))

    def part(self, name: str, path: str, text: str | None) -> UUID | None:
        """The uuid behind one URL; None when there is none or it is wrong."""
        if not text:
            return None
        known: tuple[Part, ...] = getattr(self.facts, WITHIN[name])
        part = next((p for p in known if p.uuid == self.refer(text, WITHIN[name])), None)
        if part is None:
            self._wrong(path, "bad-url", f"Dit is geen adres van een van onze {WITHIN[name]}.")
        elif part.zaaktype != self.zaaktype:
            self._wrong(path, "relations-incorrect-zaaktype", "Dit hoort bij een ander zaaktype.")
        else:
            return part.uuid
        return None

    def _wrong(self, path: str, code: str, reason: str) -> str:
        self.errors.append(FieldError(path, code, reason))
        return ""


def _by_uuid(known: tuple[Named, ...], uuid: UUID | None) -> Named | None:
    return next((k for k in known if k.uuid == uuid), None)
