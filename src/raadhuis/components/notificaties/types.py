"""Wire shapes of Notificaties 1.0.1, with our additions; and of CloudEvents as NL GOV profiles them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType, field

from raadhuis.kernel.wire import Wire

HIDDEN = "(verborgen)"  # stands where a secret is; sent back, it leaves the secret as it was
GEBEURTENISSEN = "-gebeurtenissen"  # how the second kanaal of a register ends, as in kernel.events

Naam = Annotated[str, Meta(min_length=1, max_length=50)]
Url = Annotated[str, Meta(min_length=1, max_length=1000)]
Header = Annotated[str, Meta(min_length=1, max_length=4000)]
Word = Annotated[str, Meta(min_length=1, max_length=100)]
Waarde = Annotated[str, Meta(min_length=1, max_length=1000)]
Berichtformaat = Literal["zgw", "cloudevents"]
Sleutel = Annotated[str, Meta(max_length=200)]


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
    """A subscription; `auth` is the whole value of the Authorization header.

    Beyond the standard: in which shape messages come (`zgw` unless said otherwise), and the secret they are signed with
    ("" is not signed). A client that does not know these leaves them as they are.
    """

    callback_url: Url
    auth: Header
    kanalen: tuple[FilterGroup, ...]
    berichtformaat: Berichtformaat | UnsetType = UNSET
    ondertekeningssleutel: Sleutel | UnsetType = UNSET


class AbonnementPatch(Wire, frozen=True, kw_only=True):
    """What changes of a subscription."""

    callback_url: Url | UnsetType = UNSET
    auth: Header | UnsetType = UNSET
    kanalen: tuple[FilterGroup, ...] | UnsetType = UNSET
    berichtformaat: Berichtformaat | UnsetType = UNSET
    ondertekeningssleutel: Sleutel | UnsetType = UNSET


class Abonnement(AbonnementBody, frozen=True, kw_only=True):
    """A subscription as it stands in the register; its secrets are not shown."""

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


class Gebeurtenis(Notificatie, frozen=True, kw_only=True):
    """A message that is read instead of sent: `cursor` is where it stands, `id` is its own for ever."""

    cursor: int
    id: str


class Gebeurtenissen(Wire, frozen=True, kw_only=True):
    """Messages from where a reader was; `cursor` and `next` are where she goes on."""

    results: tuple[Gebeurtenis, ...]
    cursor: int
    next: str


class CloudEvent(Wire, frozen=True, kw_only=True, rename="lower", omit_defaults=True):
    """A message as NL GOV profile for CloudEvents 1.1 has it; `data` is the message of the ZGW standard."""

    id: Annotated[str, Meta(min_length=1, max_length=500)]
    source: Annotated[str, Meta(min_length=1, max_length=1000)]
    type: Annotated[str, Meta(min_length=1, max_length=500)]
    specversion: Literal["1.0"]
    subject: Annotated[str, Meta(max_length=1000)] = ""
    time: datetime | None = None
    datacontenttype: str = ""
    dataref: Annotated[str, Meta(max_length=1000)] = ""
    sequence: str = ""
    sequencetype: str = ""
    data: Any = None


class Afnemer(Wire, frozen=True, kw_only=True):
    """How it goes with one who gets events, for an operator. `uuid` is the abonnement's; None is a room of our own, or
    the stream. `dood` deliveries keep failing."""

    naam: str
    subscriber: str
    uuid: UUID | None = None
    callback_url: str = ""
    kanalen: tuple[str, ...] = ()
    staat: Literal["working", "resting", "muted"] = "working"
    wachtend: int = 0
    dood: int = 0
    oudste: datetime | None = None
    rust_tot: datetime | None = None
    stil_sinds: datetime | None = None


class DodeBrief(Wire, frozen=True, kw_only=True):
    """A delivery that keeps failing, for an operator: what, how often tried, why not, when again (None: not by itself)."""

    nummer: int
    subscriber: str
    naam: str
    kanaal: str
    resource: str
    actie: str
    object: str
    gebeurd: datetime
    pogingen: int
    reden: str
    code: str
    volgende: datetime | None
