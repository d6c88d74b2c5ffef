"""Wire shapes of Autorisaties 1.1.0."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from raadhuis.kernel.authz import Vertrouwelijkheidaanduiding
from raadhuis.kernel.wire import Wire

Component = Literal["ac", "nrc", "zrc", "ztc", "drc", "brc"]
Level = Vertrouwelijkheidaanduiding | Literal[""]
ClientId = Annotated[str, Meta(min_length=1, max_length=50)]
Scope = Annotated[str, Meta(min_length=1, max_length=100)]
Label = Annotated[str, Meta(min_length=1, max_length=100)]
Url = Annotated[str, Meta(max_length=1000)]


class Autorisatie(Wire, frozen=True, kw_only=True):
    """What an application may do in one component, for one type, up to a confidentiality."""

    component: Component
    scopes: tuple[Scope, ...]
    zaaktype: Url = ""
    informatieobjecttype: Url = ""
    besluittype: Url = ""
    max_vertrouwelijkheidaanduiding: Level = ""

    @property
    def type_url(self) -> str:
        """The type that it is about; "" when the component has none."""
        return {"zrc": self.zaaktype, "drc": self.informatieobjecttype, "brc": self.besluittype}.get(
            self.component, ""
        )


class ApplicatieBody(Wire, frozen=True, kw_only=True):
    """A new application, or the whole of it (PUT)."""

    client_ids: tuple[ClientId, ...]
    label: Label
    heeft_alle_autorisaties: bool = False
    alleen_is_gereed_voor_publicatie: bool = False
    autorisaties: tuple[Autorisatie, ...] = ()


class ApplicatiePatch(Wire, frozen=True, kw_only=True):
    """What changes of an application (PATCH)."""

    client_ids: tuple[ClientId, ...] | UnsetType = UNSET
    label: Label | UnsetType = UNSET
    heeft_alle_autorisaties: bool | UnsetType = UNSET
    alleen_is_gereed_voor_publicatie: bool | UnsetType = UNSET
    autorisaties: tuple[Autorisatie, ...] | UnsetType = UNSET


class Applicatie(ApplicatieBody, frozen=True, kw_only=True):
    """An application as it stands in the register."""

    url: str
