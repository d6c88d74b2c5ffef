"""When a service of others may be registered: its address, and how we make ourselves known there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from raadhuis.components.autorisaties.types import DienstBody
from raadhuis.kernel.places import REGISTERS, SOORTEN, covers
from raadhuis.kernel.refusal import FieldError

_VERSION = re.compile(r"v\d+")
_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ ]*([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)")
# Headers that say where a message goes and where it ends: ours to write.
_OURS = frozenset(
    "host connection content-length content-type transfer-encoding upgrade te accept traceparent".split()
)


def root_of(url: str) -> str:
    """The address without a slash at its end."""
    return url.strip().rstrip("/")


def errors(body: DienstBody, *, ours: Iterable[str], others: Iterable[str]) -> Iterator[FieldError]:
    """Everything that is wrong with a dienst; `ours` are our own address and registers, `others` the roots of the other
    diensten."""
    url = root_of(body.url)
    if body.soort not in SOORTEN:
        yield FieldError("soort", "invalid_choice", f"Kies uit: {', '.join(SOORTEN)}.")
    if wrong := [*_address_errors(url, body.soort)]:
        yield from wrong
    elif any(_nested(url, other) for other in ours):
        yield FieldError(
            "url", "invalid", "Dit adres is van deze installatie zelf, of staat al in de instellingen."
        )
    elif any(_nested(url, other) for other in others):
        yield FieldError("url", "unique", "Dit adres ligt in dat van een andere dienst, of andersom.")
    yield from _proof_errors(body)


def _address_errors(url: str, soort: str) -> Iterator[FieldError]:
    # What `covers` would not see as plain, is no good root either.
    if len(url) > 500 or not covers(url.rsplit("/", 1)[0], url):
        yield FieldError(
            "url",
            "invalid",
            "Geef het adres waar de API begint, als https://host/pad, zonder vraagteken, gebruikersnaam of code.",
        )
    elif urlsplit(url).netloc != urlsplit(url).netloc.lower():
        yield FieldError("url", "invalid", "Schrijf de hostnaam in kleine letters.")
    elif soort in REGISTERS and not _VERSION.fullmatch(url.rsplit("/", 1)[-1]):
        yield FieldError(
            "url", "invalid", "Het adres van dit soort API eindigt op een versie, zoals /api/v1."
        )


def _nested(one: str, other: str) -> bool:
    return one == other or covers(one, other) or covers(other, one)


def _proof_errors(body: DienstBody) -> Iterator[FieldError]:
    ways = [bool(body.client_id or body.secret), bool(body.header), bool(body.geen_auth)]
    if sum(ways) != 1:
        yield FieldError("auth", "invalid", "Kies één manier: een client-id met geheim, een header, of geen.")
        return
    if body.client_id == "" and body.secret:
        yield FieldError("clientId", "required", "Bij een geheim hoort een client-id.")
    if len(body.client_id) > 50:
        yield FieldError("clientId", "max_length", "Een client-id heeft hoogstens 50 tekens.")
    if body.secret is not None and (len(body.secret.encode()) > 512 or "\0" in body.secret):
        yield FieldError("secret", "max_length", "Een geheim heeft hoogstens 512 tekens.")
    if body.header:
        found = _HEADER.fullmatch(body.header)
        if found is None or len(body.header) > 2000 or found[1].lower() in _OURS:
            yield FieldError("header", "invalid", "Schrijf een header als 'Naam: waarde', op één regel.")
