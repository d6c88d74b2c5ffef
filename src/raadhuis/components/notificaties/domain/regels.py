"""What a subscription and a message must be like, and how their addresses are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from raadhuis.components.notificaties.domain import berichten
from raadhuis.components.notificaties.types import GEBEURTENISSEN, FilterGroup, Notificatie
from raadhuis.kernel.refusal import FieldError
from raadhuis.kernel.wire import uuid_of

Kanalen = Mapping[str, frozenset[str]]  # name to the kenmerken of its messages


def callback_errors(url: str, auth: str, sleutel: str) -> tuple[FieldError, ...]:
    """What is wrong with the address, the header and the secret themselves, before anybody is called."""
    errors = []
    if not _is_web_address(url):
        errors.append(
            FieldError(
                "callbackUrl", "bad-url", "Geef een volledig http- of https-adres op, zonder wachtwoord erin."
            )
        )
    if not (auth.isascii() and auth.isprintable()):
        errors.append(
            FieldError("auth", "invalid", "Een Authorization-header bestaat uit gewone tekens op één regel.")
        )
    if sleutel and berichten.key_of(sleutel) is None:
        reason = "Geef 'whsec_' met daarachter 24 tot 64 willekeurige bytes in base64."
        errors.append(FieldError("ondertekeningssleutel", "invalid", reason))
    return tuple(errors)


def link_errors(url: str) -> tuple[FieldError, ...]:
    """A documentatieLink that is no web address."""
    if not url or _is_web_address(url):
        return ()
    return (FieldError("documentatieLink", "invalid", "Voer een geldige URL in."),)


def _is_web_address(url: str) -> bool:
    if not url.isascii() or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc


def kanaal_errors(groups: Iterable[FilterGroup], known: Kanalen) -> tuple[FieldError, ...]:
    """Unknown kanalen, and filters on kenmerken that the kanaal does not have."""
    errors = []
    for number, group in enumerate(groups):
        if group.naam not in known:
            errors.append(
                FieldError(f"kanalen.{number}.naam", "kanaal_naam", "Een kanaal met deze naam bestaat niet.")
            )
        elif not set(group.filters) <= known[group.naam]:
            reason = f"Dit kanaal kent de kenmerken: {', '.join(sorted(known[group.naam])) or 'geen'}."
            errors.append(FieldError(f"kanalen.{number}.filters", "inconsistent-abonnement-filters", reason))
    return tuple(errors)


def message_errors(message: Notificatie, known: Kanalen) -> tuple[FieldError, ...]:
    """An unknown kanaal, kenmerken that it does not have, an address that is none."""
    errors = [
        FieldError(name, "bad-url", "Dit is geen volledig http- of https-adres.")
        for name, url in (("hoofdObject", message.hoofd_object), ("resourceUrl", message.resource_url))
        if not _is_web_address(url)
    ]
    if message.kanaal not in known:
        errors.append(FieldError("kanaal", "message_kanaal", "Een kanaal met deze naam bestaat niet."))
    elif not set(message.kenmerken) <= known[message.kanaal]:
        errors.append(
            FieldError("kenmerken", "kenmerken_inconsistent", "Dit kanaal kent niet al deze kenmerken.")
        )
    return tuple(errors)


# Of which kenmerk the catalogus is one too: the kenmerk, and the collection of types that it refers to.
TYPES = {
    "zaken": ("zaaktype", "zaaktypen"),
    "documenten": ("informatieobjecttype", "informatieobjecttypen"),
    "besluiten": ("besluittype", "besluittypen"),
}


def type_of(kanaal: str, kenmerken: Mapping[str, str]) -> tuple[str, UUID] | None:
    """The name of the kenmerk that says the catalogus (`zaaktype.catalogus`), and the type to look it up with; None when
    the message says it itself, or names no type."""
    register = kanaal.removesuffix(GEBEURTENISSEN)
    if register not in TYPES:
        return None
    kenmerk, collection = TYPES[register]
    url = kenmerken.get(kenmerk, "")
    name, found = f"{kenmerk}.catalogus", uuid_of(url)
    if found is None or name in kenmerken or f"/{collection}/" not in url:
        return None
    return name, found


def kept(url: str, *, base: str) -> tuple[str, UUID]:
    """A resource's address as the outbox keeps it: where it stands, and its identifier. `address` makes it whole."""
    identifier = uuid_of(url)
    if identifier is None or not url.endswith(f"/{identifier}"):
        return url, uuid5(NAMESPACE_URL, url)  # somebody else's scheme: the address is the identity
    path = url[: -len(str(identifier))]
    return (path.removeprefix(base) if path.startswith(f"{base}/") else path), identifier


def address(path: str, identifier: UUID, *, base: str) -> str:
    """The full URL of what `kept` split, or of an object of our own."""
    if identifier == uuid5(NAMESPACE_URL, path):
        return path
    return f"{base if path.startswith('/') else ''}{path}{identifier}"
