"""The rules of a document's metadata (drc-001, drc-005, drc-007), as far as they need no other register."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from stdnum.nl import bsn

from raadhuis.components.documenten.types import EnkelvoudigInformatieObjectBody
from raadhuis.kernel.refusal import FieldError

NOT_YET_FINISHED = frozenset({"in_bewerking", "ter_vaststelling"})
LONGEST_NAME = 255


def errors(body: EnkelvoudigInformatieObjectBody) -> Iterator[FieldError]:
    """What is wrong with the metadata of a new document."""
    if not bsn.is_valid(body.bronorganisatie):  # an RSIN passes the same elf-proef
        yield FieldError(
            "bronorganisatie", "invalid", "Dit is geen geldig RSIN: de controle (elf-proef) klopt niet."
        )
    if body.ontvangstdatum and body.status in NOT_YET_FINISHED:
        yield FieldError(
            "status",
            "invalid_for_received",
            "Een ontvangen document kan niet 'in bewerking' of 'ter vaststelling' zijn.",
        )


def clean_name(bestandsnaam: str) -> str:
    """A file name that is safe to show and to offer: no path, no control or direction characters, no dots around it."""
    name = bestandsnaam.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    name = name.strip(" .")
    stem, dot, extension = name.rpartition(".")
    if len(name) > LONGEST_NAME and dot:
        return stem[: LONGEST_NAME - len(extension) - 1] + "." + extension[:20]
    return name[:LONGEST_NAME]
