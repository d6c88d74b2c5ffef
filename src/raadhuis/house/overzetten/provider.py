"""The other provider, over the standard API only: signed, paced, tried again, never at an address that it names itself."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey

from raadhuis.host.errors import HostError
from raadhuis.house.overzetten.resources import REGISTERS
from raadhuis.kernel import clock

TRIES, LONGEST_WAIT = 6, 60.0
TOKEN_SECONDS = 600
TIMEOUT = httpx.Timeout(60.0, connect=10.0)


class CannotGoOn(HostError):
    """What stands in the way of moving, in a sentence that says what to do next."""


class Absent(Exception):
    """The provider does not have this (404 or 405)."""


class NotThisQuery(Exception):
    """The provider refuses a query parameter (400)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the other provider is and how to sign in: the root of each API. `rate` in requests per second, 0 is no
    limit; `together` is how many go at once."""

    roots: Mapping[str, str]
    client_id: str = ""
    secret: str = field(default="", repr=False)
    rate: float = 0
    together: int = 4


def read_source(
    *, file: Path | None, url: str, client_id: str, secret: str, rate: float, together: int
) -> Source:
    """The source that the command names, in a file or by its options. Raises CannotGoOn."""
    said: Any = {}
    if file is not None:
        try:
            said = json.loads(file.read_bytes())
        except OSError as error:
            raise CannotGoOn(f"{file} cannot be read: {error.strerror}.") from error
        except ValueError as error:
            raise CannotGoOn(f"{file} is no JSON.") from error
        if not isinstance(said, dict) or not isinstance(said.get("apis", {}), dict):
            raise CannotGoOn(f"{file} must hold an object with url or apis, clientId and secret.")
    base = str(url or said.get("url") or "").rstrip("/")
    given: dict[str, Any] = said.get("apis", {})
    if unknown := set(given) - {*REGISTERS}:
        raise CannotGoOn(
            f"{file}: apis names {', '.join(sorted(unknown))}; it may name {', '.join(REGISTERS)}."
        )
    if not (base or given):
        raise CannotGoOn("say where the other provider is: --url https://..., or apis in the file of --van.")
    named = {name: f"{base}/{name}/api/v1" for name in REGISTERS} if base and not given else {}
    roots = named | {name: str(root).rstrip("/") for name, root in given.items() if root}
    if wrong := [root for root in roots.values() if not root.startswith(("http://", "https://"))]:
        raise CannotGoOn(f"{wrong[0]!r} is no http or https address.")
    return Source(
        roots=roots,
        client_id=client_id or str(said.get("clientId") or ""),
        secret=secret or str(said.get("secret") or ""),
        rate=rate or float(said.get("verzoekenPerSeconde") or 0),
        together=together or int(said.get("tegelijk") or 4),
    )


class Provider:
    """Calls to one provider, from as many threads as it may have; use it as a context manager."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._client = httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False)
        self._lock = threading.Lock()
        self._next = 0.0
        self._token, self._until = "", 0.0
        self.pool = ThreadPoolExecutor(max_workers=max(1, source.together), thread_name_prefix="overzetten")

    def __enter__(self) -> Provider:
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.shutdown(wait=True, cancel_futures=True)
        self._client.close()

    def get(self, register: str, path: str, params: Mapping[str, str | int] | None = None) -> Any:
        """The JSON of one address below the root of a register. Raises Absent, NotThisQuery, CannotGoOn."""
        response = self.call("GET", register, path, params=params)
        try:
            return response.json()
        except ValueError as error:
            raise CannotGoOn(
                f"{response.url} answered {response.status_code} with something that is no JSON: is that the API?"
            ) from error

    def call(self, method: str, register: str, path: str, **more: Any) -> httpx.Response:
        """One call; tried again when the provider is busy, away or broken. Raises Absent, NotThisQuery, CannotGoOn."""
        url = f"{self.source.roots[register]}/{path}"
        for attempt in range(TRIES):
            self._pace()
            try:
                response = self._client.request(method, url, headers=self._headers(), **more)
            except httpx.HTTPError as error:
                reason = type(error).__name__
                if method != "GET":  # it may have been done: whoever asks must look first
                    raise CannotGoOn(_again(url, reason)) from error
            else:
                if response.status_code < 500 and response.status_code != 429:
                    return _judged(response, self.source.client_id)
                reason = str(response.status_code)
                self._wait(response, attempt)
                continue
            self._wait(None, attempt)
        raise CannotGoOn(
            f"{url} did not answer ({reason}, tried {TRIES} times): look at the other provider and give the same"
            " command again; what was read is kept."
        )

    @contextmanager
    def stream(self, register: str, path: str, params: Mapping[str, str | int]) -> Iterator[Iterator[bytes]]:
        """The bytes of one address, as they come. Raises Absent, CannotGoOn."""
        url = f"{self.source.roots[register]}/{path}"
        self._pace()
        try:
            with self._client.stream("GET", url, headers=self._headers(), params=params) as response:
                if response.status_code >= 300:
                    response.read()
                    if response.status_code >= 500 or response.status_code == 429:
                        raise CannotGoOn(_again(url, str(response.status_code)))
                    _judged(response, self.source.client_id)
                yield response.iter_bytes()
        except httpx.HTTPError as error:
            raise CannotGoOn(_again(url, type(error).__name__)) from error

    def _headers(self) -> dict[str, str]:
        crs = {"Accept-Crs": "EPSG:4326", "Content-Crs": "EPSG:4326"}
        if not self.source.client_id:
            return crs
        with self._lock:
            now, at = time.monotonic(), clock.now()
            if now > self._until:
                who = self.source.client_id
                claims = {
                    "iss": who,
                    "iat": int(at.timestamp()),
                    "client_id": who,
                    "user_id": "",
                    "user_representation": "",
                }
                key = OctKey.import_key(self.source.secret)
                self._token = jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, key)
                self._until = now + TOKEN_SECONDS
            return {**crs, "Authorization": f"Bearer {self._token}"}

    def _pace(self) -> None:
        if self.source.rate <= 0:
            return
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + 1 / self.source.rate
        time.sleep(max(0.0, turn - now))

    def _wait(self, response: httpx.Response | None, attempt: int) -> None:
        said = response.headers.get("Retry-After", "") if response is not None else ""
        seconds = float(said) if said.isdigit() else 0.5 * 2.0**attempt
        if attempt < TRIES - 1:
            time.sleep(min(seconds, LONGEST_WAIT))


def _again(url: str, reason: str) -> str:
    return f"{url} broke off ({reason}): give the same command again; what was read is kept."


def _judged(response: httpx.Response, client_id: str) -> httpx.Response:
    status, url = response.status_code, str(response.url).partition("?")[0]
    if status in (404, 405):
        raise Absent
    if status == 400 and response.request.method == "GET":
        raise NotThisQuery(url)
    if status in (401, 403):
        raise CannotGoOn(
            f"{url} answered {status}: client {client_id!r} may not read this there. Give it that scope (or all rights)"
            " at the other provider and give the same command again; or leave it out with --zonder."
        )
    if 300 <= status < 400:
        raise CannotGoOn(f"{url} answered {status}, a redirect: give the address that it leads to.")
    return response
