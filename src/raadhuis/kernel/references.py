"""Where the registers are: the URLs that we write, and which references we trust."""

from __future__ import annotations

from uuid import UUID

from raadhuis.kernel import settings, wire


def roots() -> dict[str, str]:
    """SQL parameters: the API root of each register (`zaken`: `https://.../zaken/api/v1`), our own address as `base`, and
    `catalogi_kenmerk`, the root as an event carries it: a path when Catalogi is ours."""
    chosen = settings.current()
    base = chosen.url.rstrip("/")
    ours = {name: root(name) for name in settings.REGISTERS}
    return {"base": base, "catalogi_kenmerk": ours["catalogi"].removeprefix(base), **ours}


def root(register: str) -> str:
    """The API root of a register as we know it: ours, or the one that a setting names."""
    chosen = settings.current()
    return chosen.register_url(register) or f"{chosen.url.rstrip('/')}/{register}/api/v1"


def uuid_at(url: str, register: str, resource: str) -> UUID | None:
    """The identifier in `url` when it names a `resource` of `register` as we know it; None for any other address.

    What lives at a registered dienst has an address of ours here too (`elsewhere`). Nothing is fetched.
    """
    prefix = f"{root(register)}/{resource}/"
    rest = url.removeprefix(prefix).rstrip("/")
    return wire.uuid_of(rest) if url.startswith(prefix) and len(rest) == 36 else None


def is_elsewhere(reference: object) -> bool:
    """Whether a uuid, or the uuid that a URL of ours ends in, is that of a resource at another provider."""
    uuid = wire.uuid_of(reference) if isinstance(reference, str) else reference
    return isinstance(uuid, UUID) and uuid.version == 8


def in_this_database(register: str, reference: object) -> bool:
    """Whether a resource of `register` is in this installation, so that one transaction can hold both sides of a relation."""
    return not (settings.current().register_url(register) or is_elsewhere(reference))
