"""Calls to other systems: one kept connection pool per process, bounded in time, failing as Unavailable."""

from __future__ import annotations

import functools
from typing import Any

import httpx

from raadhuis.kernel import settings, trace
from raadhuis.kernel.refusal import Unavailable

TIMEOUT = httpx.Timeout(5.0, connect=2.0)


@functools.cache
def _client() -> httpx.Client:
    # No redirects: a token goes only to the address the operator named. No proxies from the environment.
    return httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False)


def call(method: str, url: str, *, timeout: float | None = None, **kwargs: Any) -> httpx.Response:
    """One HTTP call. Raises Unavailable when the other side does not answer in time or answers 5xx.

    `timeout` in seconds. Never pass a URL that a client or a resident gave: only configured addresses. The call carries our
    trace context (W3C `traceparent`), so that the other side's log and ours can be laid side by side.
    """
    given = kwargs.pop("headers", None) or {}
    with trace.span(f"{method} {httpx.URL(url).host}"):
        headers = {"traceparent": trace.current().header, **given}
        try:
            response = _client().request(method, url, timeout=timeout or TIMEOUT, headers=headers, **kwargs)
        except httpx.HTTPError as error:
            raise Unavailable from error
    if response.status_code >= 500:
        raise Unavailable
    return response


def collector_headers() -> dict[str, str]:
    """The headers that the OpenTelemetry collector wants, a token say (RAADHUIS_OTLP_HEADERS)."""
    pairs = (pair.partition("=") for pair in settings.current().otlp_headers)
    return {name.strip(): value.strip() for name, _, value in pairs}
