"""The rules of a document's metadata (drc-005, drc-006, drc-009, ..), as far as they need no other register."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import msgspec

from raadhuis.components.documenten.types import (
    EnkelvoudigInformatieObjectBody,
    Integriteit,
    Ondertekening,
)
from raadhuis.kernel.elfproef import is_rsin
from raadhuis.kernel.refusal import FieldError

NOT_YET_FINISHED = frozenset({"in_bewerking", "ter_vaststelling"})
LONGEST_NAME = 255
LARGEST = 100 * 2**30  # bytes that one document may have in parts
PART = 50 * 2**20


def tidied(body: EnkelvoudigInformatieObjectBody) -> EnkelvoudigInformatieObjectBody:
    """The same with empty groups as null: clients of 1.5 send every field of a group, all of them empty."""
    return msgspec.structs.replace(
        body,
        ondertekening=None if body.ondertekening == Ondertekening() else body.ondertekening,
        integriteit=None if body.integriteit == Integriteit() else body.integriteit,
    )


def errors(body: EnkelvoudigInformatieObjectBody, *, gebruiksrechten: bool = False) -> Iterator[FieldError]:
    """What is wrong with the metadata of a document, in the order of the schema.

    `gebruiksrechten` says whether there are conditions on its use (drc-006).
    """
    if not is_rsin(body.bronorganisatie):
        yield FieldError(
            "bronorganisatie", "invalid", "Dit is geen geldig RSIN: de controle (elf-proef) klopt niet."
        )
    if body.ontvangstdatum and body.status in NOT_YET_FINISHED:  # drc-005
        yield FieldError(
            "status",
            "invalid_for_received",
            "Een ontvangen document kan niet 'in bewerking' of 'ter vaststelling' zijn.",
        )
    if body.indicatie_gebruiksrecht and not gebruiksrechten:
        yield FieldError(
            "indicatieGebruiksrecht",
            "missing-gebruiksrechten",
            "Leg eerst de gebruiksrechten vast; de indicatie volgt daaruit.",
        )
    if gebruiksrechten and not body.indicatie_gebruiksrecht:
        yield FieldError(
            "indicatieGebruiksrecht",
            "existing-gebruiksrechten",
            "Dit document heeft gebruiksrechten. Verwijder die eerst.",
        )
    yield from _group(body)


def _group(body: EnkelvoudigInformatieObjectBody) -> Iterator[FieldError]:
    signed, whole = body.ondertekening, body.integriteit
    if signed and body.status in NOT_YET_FINISHED:
        yield FieldError(
            "ondertekening", "invalid_for_status", "Een document dat nog niet af is, is nog niet ondertekend."
        )
    for group, fields in (
        ("ondertekening", ("soort", "datum")),
        ("integriteit", ("algoritme", "waarde", "datum")),
    ):
        value = signed if group == "ondertekening" else whole
        for name in fields if value else ():
            if not getattr(value, name):
                yield FieldError(f"{group}.{name}", "required", "Dit veld is vereist.")


def lock_errors(*, lock: str, given: str | None) -> Iterator[FieldError]:
    """Why a change is refused that names the lock `given`, of a document with this `lock` (drc-009)."""
    if not lock:
        yield FieldError(
            "nonFieldErrors", "unlocked", "Vergrendel het document voordat u het wijzigt (lock)."
        )
    elif not given:
        yield FieldError("nonFieldErrors", "missing-lock-id", "Dit document is vergrendeld. Noem de lock.")
    elif given != lock:
        yield FieldError("nonFieldErrors", "incorrect-lock-id", "Dit is niet de lock van dit document.")


def parts(omvang: int) -> list[int]:
    """The sizes of the parts in which a file of `omvang` bytes comes in."""
    return [min(PART, omvang - start) for start in range(0, omvang, PART)]


def clean_name(bestandsnaam: str) -> str:
    """A file name that is safe to show and to offer: no path, no control or direction characters, no dots around it."""
    name = bestandsnaam.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    name = name.strip(" .")
    stem, dot, extension = name.rpartition(".")
    if len(name) > LONGEST_NAME and dot:
        return stem[: LONGEST_NAME - len(extension) - 1] + "." + extension[:20]
    return name[:LONGEST_NAME]
