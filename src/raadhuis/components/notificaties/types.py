"""Wire shapes of Notificaties 1.0.1."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType, field

from raadhuis.kernel.wire import Wire

HIDDEN = "(verborgen)"  # stands where the secret is; sent back, it leaves the secret as it was

Naam = Annotated[str, Meta(min_length=1, max_length=50)]
Url = Annotated[str, Meta(min_length=1, max_length=1000)]
Header = Annotated[str, Meta(min_length=1, max_length=4000)]
Word = Annotated[str, Meta(min_length=1, max_length=100)]
Waarde = Annotated[str, Meta(max_length=1000)]


class KanaalBody(Wire, frozen=True, kw_only=True):
    """A new subject of notificaties; `filters` are the kenmerken that a message may carry."""

    naam: Naam
    documentatie_link: Annotated[str, Meta(max_length=200)] = ""
    filters: tuple[Word, ...] = ()


class Kanaal(KanaalBody, frozen=True, kw_only=True):
    """A subject as it stands in the register."""

    url: str


class FilterGroup(Wire, frozen=True, kw_only=True):
    """A kanaal, and the values of kenmerken that messages must have; `*` is any value."""

    naam: Annotated[str, Meta(min_length=1)]
    filters: dict[str, Waarde] = field(default_factory=dict)


class AbonnementBody(Wire, frozen=True, kw_only=True):
    """A subscription; `auth` is the whole value of the Authorization header."""

    callback_url: Url
    auth: Header
    kanalen: tuple[FilterGroup, ...]


class AbonnementPatch(Wire, frozen=True, kw_only=True):
    """What changes of a subscription."""

    callback_url: Url | UnsetType = UNSET
    auth: Header | UnsetType = UNSET
    kanalen: tuple[FilterGroup, ...] | UnsetType = UNSET


class Abonnement(AbonnementBody, frozen=True, kw_only=True):
    """A subscription as it stands in the register; its `auth` is not shown."""

    url: str

    @property
    def uuid(self) -> UUID:
        """Its identifier."""
        return UUID(self.url.rsplit("/", 1)[-1])


class Notificatie(Wire, frozen=True, kw_only=True):
    """What changed: references only, never personal data."""

    kanaal: Naam
    hoofd_object: Url
    resource: Word
    resource_url: Url
    actie: Word
    aanmaakdatum: Annotated[datetime, Meta(tz=True)]
    kenmerken: dict[str, Waarde] = field(default_factory=dict)
