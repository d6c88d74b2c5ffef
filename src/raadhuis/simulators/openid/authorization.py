"""Reads an authorization request and says what is wrong with it, to the person or to the client."""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from raadhuis.simulators.openid.accounts import Client, Level, Mount

_CHALLENGE = re.compile(r"[A-Za-z0-9\-_]{43}")
# The parameters that the login form sends back; the choice of an account comes beside them.
CARRIED = (
    "client_id redirect_uri response_type response_mode scope state nonce code_challenge code_challenge_method"
    " prompt max_age acr_values"
).split()


class NotOurClient(Exception):
    """The client or its redirect address is unknown, so nobody may be sent there (RFC 6749 section 4.1.2.1)."""


class Refused(Exception):
    """The client is told by redirect; ``error`` is an OAuth error code."""

    def __init__(self, asked: Asked, error: str, description: str) -> None:
        super().__init__(description)
        self.asked, self.error, self.description = asked, error, description


@dataclass(frozen=True, slots=True)
class Asked:
    """Where the answer of an authorization request goes."""

    client: Client
    redirect_uri: str
    state: str

    def answer(self, issuer: str, **parameters: str) -> str:
        """The redirect address with the answer in its query; with ``iss``, RFC 9207."""
        known = {"state": self.state} if self.state else {}
        query = urlencode({**parameters, **known, "iss": issuer})
        return f"{self.redirect_uri}{'&' if urlsplit(self.redirect_uri).query else '?'}{query}"


@dataclass(frozen=True, slots=True)
class Authorization:
    """A good authorization request."""

    asked: Asked
    nonce: str
    code_challenge: str
    prompts: frozenset[str]
    max_age: int | None
    level: Level | None
    carried: tuple[tuple[str, str], ...]


def read(pairs: Sequence[tuple[str, str]], *, clients: Sequence[Client], mount: Mount) -> Authorization:
    """The request in these parameters. Raises NotOurClient or Refused (RFC 6749, RFC 7636, OpenID Connect Core)."""
    given = dict(pairs)
    client = next((c for c in clients if c.client_id == given.get("client_id") and c.mount == mount), None)
    if client is None:
        raise NotOurClient("De client is hier niet geregistreerd.")
    redirect_uri = given.get("redirect_uri", "")
    if not may_redirect(client, redirect_uri, registered=client.redirect_uris):
        raise NotOurClient("Het terugkeeradres (redirect_uri) is niet geregistreerd bij deze client.")
    asked = Asked(client, redirect_uri, given.get("state", ""))
    _check(given, pairs, asked)
    prompts = frozenset(given.get("prompt", "").split())
    if "none" in prompts and len(prompts) > 1:
        raise Refused(asked, "invalid_request", "prompt=none stands alone")
    max_age = given.get("max_age", "")
    if max_age and not max_age.isdecimal():
        raise Refused(asked, "invalid_request", "max_age is a number of seconds")
    return Authorization(
        asked=asked,
        nonce=given.get("nonce", ""),
        code_challenge=given["code_challenge"],
        prompts=prompts,
        max_age=int(max_age) if max_age else None,
        level=_level(given.get("acr_values", ""), asked),
        carried=tuple((name, given[name]) for name in CARRIED if name in given),
    )


def _check(given: dict[str, str], pairs: Sequence[tuple[str, str]], asked: Asked) -> None:
    repeated = [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]
    if repeated:
        raise Refused(asked, "invalid_request", "a parameter is repeated")
    if "request" in given:
        raise Refused(asked, "request_not_supported", "request objects are not supported")
    if "request_uri" in given:
        raise Refused(asked, "request_uri_not_supported", "request_uri is not supported")
    if given.get("response_type") != "code":
        raise Refused(asked, "unsupported_response_type", "only response_type=code")
    if given.get("response_mode", "query") != "query":
        raise Refused(asked, "invalid_request", "only response_mode=query")
    if "openid" not in given.get("scope", "").split():
        raise Refused(asked, "invalid_scope", "scope openid is required")
    if given.get("code_challenge_method") != "S256":
        raise Refused(asked, "invalid_request", "PKCE with code_challenge_method=S256 is required")
    if not _CHALLENGE.fullmatch(given.get("code_challenge", "")):
        raise Refused(asked, "invalid_request", "code_challenge is missing or malformed")


def _level(acr_values: str, asked: Asked) -> Level | None:
    """The preferred level we know; None when nothing was asked. Asking only for unknown levels is refused."""
    wished = acr_values.split()
    known = [Level(value) for value in wished if value in set(Level)]
    if wished and not known:
        raise Refused(asked, "unmet_authentication_requirements", "no such acr here")
    return known[0] if known else None


def may_redirect(client: Client, uri: str, *, registered: Sequence[str]) -> bool:
    """Whether the client may send somebody there: exactly registered, or on this machine when so configured."""
    return uri in registered or (client.loopback and is_loopback(uri))


def is_loopback(uri: str) -> bool:
    """Whether a browser that follows the address stays on this machine."""
    # Browsers read a backslash as a slash and skip control characters; we would see another host than they do.
    if "\\" in uri or " " in uri or not (uri.isascii() and uri.isprintable()):
        return False
    try:
        parts = urlsplit(uri)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or parts.fragment:
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
