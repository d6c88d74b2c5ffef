"""Reads the national lists from JSON: answers of the service, or the service's own files (`model`, `pk`, `fields`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, get_args

from msgspec import Meta

from raadhuis.components.referentielijsten.types import TAAKGEBIEDEN, Collectie
from raadhuis.kernel import wire
from raadhuis.kernel.refusal import FieldError, Invalid

Row = dict[str, Any]
Rows = dict[Collectie, list[Row]]
_Termijn = Annotated[str, Meta(pattern=r"\AP(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?\Z")]
_MODELS: dict[str, Collectie] = {
    "procestype": "procestypen",
    "resultaat": "resultaten",
    "resultaattypeomschrijvinggeneriek": "resultaattypeomschrijvingen",
    "communicatiekanaal": "communicatiekanalen",
}


class WrongList(Invalid):
    """The file or answer does not hold entries of the national lists; nothing was imported."""

    title = "Dit zijn geen gegevens van de referentielijsten."


class _Procestype(wire.Wire, frozen=True, kw_only=True):
    url: str
    nummer: Annotated[int, Meta(ge=0, le=32767)]
    naam: Annotated[str, Meta(max_length=100)]
    omschrijving: Annotated[str, Meta(max_length=300)]
    toelichting: str = ""
    procesobject: Annotated[str, Meta(max_length=80)] = ""
    jaar: Annotated[int, Meta(ge=2000, le=2999)] = (
        2017  # the service said no year before there was a second list
    )


class _Resultaat(wire.Wire, frozen=True, kw_only=True):
    url: str
    proces_type: str
    nummer: Annotated[int, Meta(ge=0, le=32767)]
    volledig_nummer: str
    generiek: bool
    specifiek: bool
    naam: Annotated[str, Meta(max_length=40)]
    omschrijving: Annotated[str, Meta(max_length=150)] = ""
    herkomst: str = ""
    waardering: Literal["blijvend_bewaren", "vernietigen", ""] = ""
    procestermijn: Literal[
        "",
        "nihil",
        "bestaansduur_procesobject",
        "ingeschatte_bestaansduur_procesobject",
        "vast_te_leggen_datum",
        "samengevoegd_met_bewaartermijn",
    ] = ""
    procestermijn_opmerking: str = ""
    bewaartermijn: _Termijn | None = None
    toelichting: str = ""


class _Resultaattypeomschrijving(wire.Wire, frozen=True, kw_only=True):
    url: str
    omschrijving: str
    definitie: str = ""
    opmerking: str = ""


class _Communicatiekanaal(wire.Wire, frozen=True, kw_only=True):
    url: str
    naam: str
    omschrijving: str = ""


_KINDS: dict[Collectie, type[wire.Wire]] = {
    "procestypen": _Procestype,
    "resultaten": _Resultaat,
    "resultaattypeomschrijvingen": _Resultaattypeomschrijving,
    "communicatiekanalen": _Communicatiekanaal,
}


def read(sources: Mapping[str, bytes]) -> Rows:
    """The entries in `sources` (name of the file or address -> JSON), ready for the store; of two with one identifier the last.

    A source is a list of entries as the service answers them, a page of those, an object of such lists, or the service's
    own file; the latter's resultaten refer to procestypen by number, so both go into one call. Raises WrongList.
    """
    said = [(name, item) for name, raw in sources.items() for item in _items(wire.decode(raw, object))]
    dumped = {
        (item["model"].rpartition(".")[2], item["pk"]): item["fields"] for _, item in said if _is_dumped(item)
    }
    found: dict[Collectie, dict[str, Row]] = {collectie: {} for collectie in get_args(Collectie)}
    for name, item in said:
        try:
            entry = _as_answered(item, dumped) if _is_dumped(item) else item
            collectie = _collectie(entry)
            row = _row(entry, collectie)
        except Invalid as refusal:
            wrong = refusal.fields or (
                FieldError("", "invalid", "Dit is geen regel van een referentielijst."),
            )
            raise WrongList(
                fields=tuple(FieldError(f"{name}: {f.name}", f.code, f.reason) for f in wrong)
            ) from None
        found[collectie][row["uuid"]] = row
    return {collectie: list(rows.values()) for collectie, rows in found.items()}


def _items(said: object) -> Iterator[dict[str, Any]]:
    match said:
        case list():
            for item in said:
                yield item if isinstance(item, dict) else {}
        case dict():
            for value in said.values():
                if isinstance(value, list):
                    yield from _items(value)


def _is_dumped(item: dict[str, Any]) -> bool:
    return (
        isinstance(item.get("model"), str)
        and isinstance(item.get("fields"), dict)
        and isinstance(item.get("pk"), int)
    )


def _as_answered(item: dict[str, Any], dumped: Mapping[tuple[str, int], dict[str, Any]]) -> dict[str, Any]:
    """An entry of the service's file as the service answers it."""
    model = item["model"].rpartition(".")[2]
    if model not in _MODELS:
        raise Invalid.field("model", "invalid_choice", f"{model[:40]!r} is geen referentielijst.")
    fields = {_camel(name): value for name, value in item["fields"].items()}
    answered = fields | {"url": f"{_MODELS[model]}/{fields.get('uuid')}"}
    if model == "resultaat":
        procestype = dumped.get(("procestype", fields.get("procesType", 0)))
        if procestype is None:
            raise Invalid.field("procesType", "does_not_exist", "Geef ook het bestand met de procestypen.")
        generiek = dumped.get(("resultaat", fields.get("generiekResultaat", 0)))
        numbers = [
            procestype.get("nummer"),
            *([generiek.get("nummer")] if generiek else []),
            fields.get("nummer"),
        ]
        answered |= {
            "procesType": f"procestypen/{procestype.get('uuid')}",
            "volledigNummer": ".".join(str(number) for number in numbers),
            "generiek": generiek is None,
            "specifiek": generiek is not None,
        }
    return answered


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _collectie(entry: dict[str, Any]) -> Collectie:
    """Which list an entry is of: its own URL says so."""
    *_, collectie, _uuid = ("", "", *str(entry.get("url", "")).rstrip("/").split("/"))
    found = next((name for name in _KINDS if name == collectie), None)
    if found is None:
        raise Invalid.field("url", "invalid", "Deze URL is niet van een referentielijst.")
    return found


def _row(entry: dict[str, Any], collectie: Collectie) -> Row:
    read = wire.convert(entry, _KINDS[collectie])
    row = {name: getattr(read, name) for name in read.__struct_fields__ if name not in ("url", "proces_type")}
    row["uuid"] = _identifier(entry["url"], "url")
    if collectie == "resultaten":
        row["procestype"] = _identifier(entry["procesType"], "procesType")
        row["taakgebieden"] = [name for name in TAAKGEBIEDEN if entry.get(name) is True]
    return row


def _identifier(url: str, field: str) -> str:
    uuid = wire.uuid_of(url)
    if uuid is None:
        raise Invalid.field(field, "invalid", "Deze URL eindigt niet op een identificatie.")
    return str(uuid)
