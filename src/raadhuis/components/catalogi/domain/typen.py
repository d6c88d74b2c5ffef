"""From what a client sends to what is kept: the rules of the standard on each resource, all errors at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from raadhuis.components.catalogi.domain import bodies as b
from raadhuis.components.catalogi.domain import selectielijst as lijst
from raadhuis.components.catalogi.domain.facts import Facts, Version
from raadhuis.components.catalogi.domain.relaties import Refer, Relaties
from raadhuis.components.catalogi.domain.rules import brondatum_errors, overlap, specificatie_errors
from raadhuis.kernel import wire
from raadhuis.kernel.elfproef import is_rsin
from raadhuis.kernel.refusal import FieldError

_OVERLAP = "Dit type heeft al een versie in deze periode."


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Columns and their values, and what is wrong; `parent` is the id of the catalogus or zaaktype it stands in."""

    values: dict[str, Any]
    errors: tuple[FieldError, ...]
    parent: int | None = None


def kept(
    body: b.Body, facts: Facts, *, refer: Refer, selectielijst: lijst.Selectielijst, self_: UUID | None = None
) -> Kept:
    """What is kept of `body`, for a new resource or for the one with uuid `self_`."""
    values = {name: _plain(getattr(body, name)) for name in body.__struct_fields__}
    match body:
        case b.CatalogusBody():
            return Kept(values=values, errors=_in_order(body, _catalogus(body)))
        case b.TypeBody():
            return _type(body, values, facts, refer, self_)
        case b.ChildBody():
            return _child(body, values, facts, refer, selectielijst, self_)
        case _:
            raise TypeError(type(body))


def _catalogus(body: b.CatalogusBody) -> Iterable[FieldError]:
    if not is_rsin(body.rsin):
        yield FieldError("rsin", "invalid", "Dit is geen RSIN: het controlecijfer klopt niet.")


def _type(body: b.TypeBody, values: dict[str, Any], facts: Facts, refer: Refer, self_: UUID | None) -> Kept:
    place = facts.catalogus
    relations = Relaties(facts=facts, refer=refer, catalogus=place.uuid if place else None)
    errors = relations.errors
    if place is None:
        errors.append(FieldError("catalogus", "bad-url", "Dit is geen adres van een van onze catalogussen."))
    errors += period_errors(body.begin_geldigheid, body.einde_geldigheid)
    if any(v.begin_geldigheid == body.begin_geldigheid and v.uuid != self_ for v in facts.versies):
        errors.append(FieldError("beginGeldigheid", "overlap", _OVERLAP))
    del values["catalogus"]
    match body:
        case b.ZaaktypeBody():
            values |= _zaaktype(body, relations if place else None)
            errors += lijst.procestype_errors(body.selectielijst_procestype)
            if body.verlengingstermijn and not body.verlenging_mogelijk:
                errors.append(
                    FieldError("verlengingstermijn", "must-be-empty", "Verlengen kan niet bij dit zaaktype.")
                )
        case b.BesluittypeBody() if place:
            values["informatieobjecttypen"] = relations.names(
                "informatieobjecttypen", body.informatieobjecttypen
            )
        case b.InformatieobjecttypeBody():
            values["omschrijving_generiek"] = _group(body.omschrijving_generiek)
    return Kept(values=_columns(values), errors=_in_order(body, errors), parent=place.id if place else None)


def _zaaktype(body: b.ZaaktypeBody, relations: Relaties | None) -> dict[str, Any]:
    values: dict[str, Any] = {
        "referentieproces_naam": body.referentieproces.naam,
        "referentieproces_link": body.referentieproces.link,
        "broncatalogus": _group(body.broncatalogus),
        "bronzaaktype": _group(body.bronzaaktype),
        "versiedatum": body.versiedatum or body.begin_geldigheid,
    }
    if relations:
        values |= {
            "besluittypen": relations.names("besluittypen", body.besluittypen),
            "deelzaaktypen": relations.names("deelzaaktypen", body.deelzaaktypen),
            "gerelateerde_zaaktypen": relations.related(body.gerelateerde_zaaktypen),
        }
    return values


def _child(
    body: b.ChildBody,
    values: dict[str, Any],
    facts: Facts,
    refer: Refer,
    selectielijst: lijst.Selectielijst,
    self_: UUID | None,
) -> Kept:
    zaaktype = facts.zaaktype
    if zaaktype is None:
        wrong = FieldError("zaaktype", "bad-url", "Dit is geen adres van een van onze zaaktypen.")
        return Kept(values={}, errors=(wrong,))
    relations = Relaties(facts=facts, refer=refer, catalogus=zaaktype.catalogus, zaaktype=zaaktype.uuid)
    errors = relations.errors
    if body.catalogus and refer(body.catalogus, "catalogussen") != zaaktype.catalogus:
        errors.append(
            FieldError(
                "catalogus", "relations-incorrect-catalogus", "Het zaaktype staat in een andere catalogus."
            )
        )
    if body.begin_geldigheid and body.begin_geldigheid != zaaktype.begin_geldigheid:
        errors.append(
            FieldError("beginGeldigheid", "date-mismatch", "Het zaaktype geldt vanaf een andere dag.")
        )
    for name in ("zaaktype", "catalogus", "begin_geldigheid"):
        del values[name]
    match body:
        case b.StatustypeBody():
            values["eigenschappen"] = relations.parts("eigenschappen", body.eigenschappen)
        case b.ResultaattypeBody():
            klasse = selectielijst.klasse(body.selectielijstklasse)
            values |= _resultaattype(body, relations, klasse, selectielijst)
            errors += lijst.resultaattype_errors(
                body, procestype=zaaktype.selectielijst_procestype, klasse=klasse
            )
            if body.brondatum_archiefprocedure:
                errors += brondatum_errors(body.brondatum_archiefprocedure, "brondatumArchiefprocedure")
        case b.EigenschapBody():
            values |= _plain(body.specificatie, camel=False)
            values["statustype"] = relations.part("statustype", "statustype", body.statustype)
            errors += specificatie_errors(body.specificatie, "specificatie")
        case b.ZaakobjecttypeBody():
            values |= {
                "statustypen": relations.parts("statustypen", body.statustypen),
                "resultaattypen": relations.parts("resultaattypen", body.resultaattypen),
            }
        case b.ZaaktypeInformatieobjecttypeBody():
            naam = relations.name("informatieobjecttypen", "informatieobjecttype", body.informatieobjecttype)
            values |= {
                "informatieobjecttype": naam,
                "statustype": relations.part("statustype", "statustype", body.statustype),
            }
            if any(n == body.volgnummer and uuid != self_ for uuid, n in zaaktype.documenten):
                errors.append(FieldError("volgnummer", "unique", "Dit volgnummer is al in gebruik."))
    return Kept(values=_columns(values), errors=_in_order(body, errors), parent=zaaktype.id)


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    """Without the groups that are kept as columns of their own."""
    groups = ("referentieproces", "specificatie", "brondatum_archiefprocedure")
    return {name: value for name, value in values.items() if name not in groups}


def _resultaattype(
    body: b.ResultaattypeBody,
    relations: Relaties,
    klasse: lijst.Klasse | None,
    selectielijst: lijst.Selectielijst,
) -> dict[str, Any]:
    """With what follows from the selectielijst where the client says nothing (ztc-002)."""
    brondatum = body.brondatum_archiefprocedure
    start = _plain(brondatum, camel=False) if brondatum else dict.fromkeys(_BRONDATUM, "")
    if brondatum is None:
        start |= {"afleidingswijze": None, "einddatum_bekend": False, "procestermijn": None}
    # What our copy of the list does not know stays as it is.
    generiek = selectielijst.omschrijving(body.resultaattypeomschrijving)
    said = {"omschrijving_generiek": generiek} if generiek else {}
    return {
        **start,
        **said,
        "eigen_procestermijn": body.procestermijn,
        "archiefnominatie": body.archiefnominatie or (klasse.waardering if klasse else ""),
        "archiefactietermijn": body.archiefactietermijn or (klasse.bewaartermijn if klasse else None),
        "besluittypen": relations.names("besluittypen", body.besluittypen),
        "informatieobjecttypen": relations.names("informatieobjecttypen", body.informatieobjecttypen),
    }


_BRONDATUM = b.BrondatumBody.__struct_fields__


def period_errors(begin: Any, einde: Any) -> Iterable[FieldError]:
    """A version ends on or after the day that it begins."""
    if einde and einde < begin:
        yield FieldError("eindeGeldigheid", "date-mismatch", "De laatste dag ligt voor de eerste dag.")


def overlap_errors(version: Version, others: Iterable[Version]) -> tuple[FieldError, ...]:
    """Published versions of one type share no day (ztc-016)."""
    period = (version.begin_geldigheid, version.einde_geldigheid)
    if any(overlap(period, (o.begin_geldigheid, o.einde_geldigheid)) for o in published(version, others)):
        return (FieldError("beginGeldigheid", "overlap", _OVERLAP),)
    return ()


def published(version: Version, others: Iterable[Version]) -> list[Version]:
    """The published versions beside `version`."""
    return [o for o in others if not o.concept and o.uuid != version.uuid]


def to_close(version: Version, others: Iterable[Version]) -> list[Version]:
    """The published versions before `version` that have no last day yet: it becomes the day before `version`."""
    return [
        o
        for o in published(version, others)
        if o.einde_geldigheid is None and o.begin_geldigheid < version.begin_geldigheid
    ]


def correction_errors(name: str, old: dict[str, Any], new: dict[str, Any]) -> tuple[FieldError, ...]:
    """A published version may be corrected only by adding: its name stays, and so do its relations (Correctie).

    `name` is the column of the name; `old` and `new` are columns.
    """
    fields = [name] if old[name] != new[name] else []
    fields += [
        column
        for column in ("besluittypen", "informatieobjecttypen", "deelzaaktypen", "gerelateerde_zaaktypen")
        if any(item not in new[column] for item in old.get(column, ()))
    ]
    reason = "Dit is gepubliceerd: een correctie verandert de naam niet en haalt geen relaties weg."
    return tuple(FieldError(wire_name(field), "non-concept-object", reason) for field in fields)


def wire_name(column: str) -> str:
    """`gerelateerde_zaaktypen` as it stands on the wire."""
    first, *rest = column.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _in_order(body: b.Body, errors: Iterable[FieldError]) -> tuple[FieldError, ...]:
    """In the order of the schema, and not more than help somebody."""
    return wire.sort(type(body), errors)[: wire.MOST]


def _group(group: b.Body | None) -> dict[str, Any] | None:
    """A group as it is kept; one that says nothing is none."""
    said: dict[str, Any] | None = _plain(group)
    return said if said and any(said.values()) else None


def _plain(value: Any, *, camel: bool = True) -> Any:
    """Structs as objects, tuples as lists; days stay days."""
    if isinstance(value, msgspec.Struct):
        names = zip(
            value.__struct_encode_fields__ if camel else value.__struct_fields__,
            value.__struct_fields__,
            strict=True,
        )
        return {out: _plain(getattr(value, name)) for out, name in names}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
