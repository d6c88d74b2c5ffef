"""Wire shapes of Autorisaties 1.1.0, and of the file that `raadhuis applicatie apply` reads."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from raadhuis.kernel.authz import Vertrouwelijkheidaanduiding
from raadhuis.kernel.wire import Wire

Component = Literal["ac", "nrc", "zrc", "ztc", "drc", "brc"]
Level = Vertrouwelijkheidaanduiding | Literal[""]
ClientId = Annotated[str, Meta(min_length=1, max_length=50)]
Scope = Annotated[str, Meta(min_length=1, max_length=100)]
Label = Annotated[str, Meta(min_length=1, max_length=100)]
Url = Annotated[str, Meta(max_length=1000)]


Naam = Annotated[str, Meta(max_length=80)]

SOORTEN = {"zrc": "zaaktypen", "drc": "informatieobjecttypen", "brc": "besluittypen"}


class Autorisatie(Wire, frozen=True, kw_only=True):
    """What an application may do in one component, for one type, up to a confidentiality.

    Beyond the standard: instead of the URL of one version of a type, the name that all its versions share
    (`zaaktypeIdentificatie`, `informatieobjecttypeOmschrijving`, `besluittypeOmschrijving`), or a whole `catalogus`, or a
    name within that catalogus.
    """

    component: Component
    scopes: tuple[Scope, ...]
    zaaktype: Url = ""
    informatieobjecttype: Url = ""
    besluittype: Url = ""
    max_vertrouwelijkheidaanduiding: Level = ""
    catalogus: Url = ""
    zaaktype_identificatie: Naam = ""
    informatieobjecttype_omschrijving: Naam = ""
    besluittype_omschrijving: Naam = ""

    @property
    def type_url(self) -> str:
        """The version of a type that it is about; "" when the component has none."""
        return {"zrc": self.zaaktype, "drc": self.informatieobjecttype, "brc": self.besluittype}.get(
            self.component, ""
        )

    @property
    def naam(self) -> str:
        """The name of the type that it is about, whatever the version."""
        return {
            "zrc": self.zaaktype_identificatie,
            "drc": self.informatieobjecttype_omschrijving,
            "brc": self.besluittype_omschrijving,
        }.get(self.component, "")


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


class Geheim(Wire, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one client of an application proves itself, as a file says it: its secret, or the file that holds the secret,
    or its public keys (a JWK set)."""

    geheim: str = ""
    geheim_bestand: str = ""
    jwks: dict[str, Any] | None = None


class ApplicatieSpec(ApplicatieBody, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An application in a file: as in the API, plus how its clients prove themselves.

    A `catalogus` may be its domein (`LOSSR`), since its address is another in every installation.
    """

    clients: dict[ClientId, Geheim] = msgspec.field(default_factory=dict)


class Bestand(Wire, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `raadhuis applicatie apply` reads and `list --json` writes."""

    applicaties: tuple[ApplicatieSpec, ...]


class DienstBody(Wire, frozen=True, kw_only=True):
    """A service of others as an operator gives it: `url` is its API root, `soort` the standard's code of what it is.

    One of three ways to make ourselves known: `client_id` with `secret` (a ZGW token), `header`, or `geen_auth`. A secret or
    header that is not given stays what it was; when nothing is said (`geen_auth` None), all of it.
    """

    url: str
    soort: str
    naam: Annotated[str, Meta(max_length=100)] = ""
    client_id: str = ""
    secret: str | None = None
    header: str | None = None
    geen_auth: bool | None = False


class DienstSpec(Wire, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A dienst in a file: as DienstBody, with the secret or header itself or the name of a file with it."""

    url: str
    soort: str
    naam: Annotated[str, Meta(max_length=100)] = ""
    client_id: str = ""
    geheim: str | None = None
    geheim_bestand: str = ""
    header: str | None = None
    header_bestand: str = ""
    geen_auth: bool = False


class Dienstenbestand(Wire, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `raadhuis dienst apply` reads."""

    diensten: tuple[DienstSpec, ...]
