"""Where the registers are: the URLs that we write, and which references we trust."""

from __future__ import annotations

from uuid import UUID

from raadhuis.kernel import settings, wire


def roots() -> dict[str, str]:
    """SQL parameters: the API root of each register (`zaken`: `https://.../zaken/api/v1`), our own address as `base`, and
    `catalogi_kenmerk`, the root as an event carries it: a path when Catalogi is ours."""
    chosen = settings.current()
    base = chosen.url.rstrip("/")
    ours = {name: chosen.register_url(name) or f"{base}/{name}/api/v1" for name in settings.REGISTERS}
    return {"base": base, "catalogi_kenmerk": ours["catalogi"].removeprefix(base), **ours}


def uuid_at(url: str, register: str, resource: str) -> UUID | None:
    """The identifier in `url` when it names a `resource` of `register` as we know it; None for any other address."""
    prefix = f"{roots()[register]}/{resource}/"
    return wire.uuid_of(url) if url.rstrip("/").startswith(prefix) and "?" not in url else None
