"""The selectielijst as this house keeps it, and at a dienst when a type refers to one there (ztc-001 .. ztc-003)."""

from __future__ import annotations

from uuid import UUID

from raadhuis.components.catalogi.domain import selectielijst
from raadhuis.components.catalogi.domain.bodies import Body, ResultaattypeBody, ZaaktypeBody
from raadhuis.components.referentielijsten import api as referentielijsten
from raadhuis.kernel import diensten, wire, zgw
from raadhuis.kernel.identity import systeem
from raadhuis.kernel.refusal import FieldError, Invalid

_SELF = systeem("catalogi")


class _Klasse(wire.Wire, frozen=True, kw_only=True):
    """A selectielijstklasse as the national service answers it."""

    proces_type: str
    waardering: str = ""
    procestermijn: str = ""
    bewaartermijn: str | None = None

    @property
    def procestype(self) -> UUID:
        return wire.uuid_of(self.proces_type) or UUID(int=0)


class _Lijst:
    def klasse(self, url: str) -> selectielijst.Klasse | None:
        found = referentielijsten.get_resultaat(url=url)
        return found or self._elsewhere(url)

    def omschrijving(self, url: str) -> str:
        found = referentielijsten.get_resultaattypeomschrijving(url=url)
        return found.omschrijving if found else ""

    def _elsewhere(self, url: str) -> selectielijst.Klasse | None:
        dienst = diensten.of(url)
        raw = zgw.read(dienst, url, actor=_SELF) if dienst else None
        try:
            return wire.decode(raw, _Klasse) if raw else None
        except Invalid:
            return None


LIJST = _Lijst()


def not_there(body: Body) -> tuple[FieldError, ...]:
    """An error for each reference to a list at a dienst that does not have it; what is of no dienst is kept, and nobody is
    called. Raises Unavailable."""
    match body:
        case ZaaktypeBody():
            given = {"selectielijstProcestype": body.selectielijst_procestype}
        case ResultaattypeBody():
            given = {
                "resultaattypeomschrijving": body.resultaattypeomschrijving,
                "selectielijstklasse": body.selectielijstklasse,
            }
        case _:
            return ()
    return tuple(
        FieldError(name, "bad-url", "Op dit adres bestaat niets.")
        for name, url in given.items()
        if url and not zgw.there(url, actor=_SELF)
    )
