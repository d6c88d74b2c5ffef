"""Every setting, read once from the environment (`NAME` or `NAME_FILE` for secrets); `raadhuis config` prints them."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

PREFIX = "RAADHUIS_"
REGISTERS = ("catalogi", "zaken", "documenten", "besluiten", "autorisaties", "notificaties")
_WEB_ADDRESSES = frozenset({"url", "brp_url", "s3_url", "otlp_url", *(f"{name}_url" for name in REGISTERS)})


class BadSetting(Exception):
    """A setting is missing or wrong; the message names it and says what is expected."""


def _secret(default: str = "") -> str:
    return field(default=default, metadata={"secret": True}, repr=False)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One installation. Names are the environment variables' without `RAADHUIS_`, in lower case."""

    database_url: str = _secret()
    data: str = ".raadhuis"
    url: str = "http://127.0.0.1:8000"
    secret_key: str = _secret()
    components: tuple[str, ...] = ()
    debug: bool = False
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    # the municipality
    gemeente: str = "Gemeente Voorbeeld"
    gemeente_adres: str = ""
    gemeente_telefoon: str = ""
    gemeente_kleur: str = "#154273"
    rsin: str = "123443210"
    theme: str = "raadhuis"
    # who logs in
    digid_issuer: str = ""
    digid_client_id: str = "raadhuis-inwoner"
    digid_client_secret: str = _secret()
    medewerkers_issuer: str = ""
    medewerkers_client_id: str = "raadhuis-medewerker"
    medewerkers_client_secret: str = _secret()
    # other systems
    brp_url: str = ""
    brp_key: str = _secret()
    smtp_url: str = ""
    mail_from: str = "noreply@example.org"
    clamav: str = ""  # host:port of clamd, for the virus check of documents
    # where content of documents is kept: a folder in `data`, or a bucket of this S3-compatible store
    s3_url: str = ""
    s3_bucket: str = "raadhuis"
    s3_region: str = "us-east-1"
    s3_key: str = _secret()
    s3_secret: str = _secret()
    import_dir: str = ""  # the folder with files for bulk imports of documents; "" allows none over the API
    text: bool = True  # whether the text of documents is read, to search in
    # registers elsewhere
    catalogi_url: str = ""
    zaken_url: str = ""
    documenten_url: str = ""
    besluiten_url: str = ""
    autorisaties_url: str = ""
    notificaties_url: str = ""
    registers_client_id: str = "raadhuis"
    registers_client_secret: str = _secret()
    # webhooks to loopback and private addresses: for a trial, or when subscribers stand in the same network
    callbacks_private: bool = False
    # events also to this NATS server (nats://host:4222), in this JetStream stream; "" is not
    nats_url: str = _secret()
    nats_stream: str = "raadhuis"
    events_days: int = 90  # how long an event that everybody has can still be read
    # traces, metrics and the log of processing go to this OpenTelemetry collector (http://host:4318); "" is nowhere
    otlp_url: str = ""
    otlp_headers: tuple[str, ...] = field(default=(), metadata={"secret": True}, repr=False)  # name=value
    verwerkingen_url: str = ""  # the register of processing activities; "": urn:raadhuis:verwerking
    verwerkingen_days: int = 7300  # how long the log of processing is kept; 0 is for ever
    # limits
    jwt_max_age: int = 3600
    client_rate: int = 60000  # requests of one client per minute and process; 0 is no limit
    token_failures: int = 300  # wrong tokens for one client from one address, per minute and process
    upload_max_mb: int = 20
    upload_days: int = 7  # after which an upload in parts that nobody goes on with is given up
    session_minutes: int = 15

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """The registers whose door leads to another installation."""
        return tuple(name for name in REGISTERS if self.register_url(name))

    def register_url(self, name: str) -> str:
        """The API root of register `name` elsewhere, without trailing slash; "" when it is ours."""
        return str(getattr(self, f"{name}_url", "")).rstrip("/")

    @property
    def blobs(self) -> Path:
        """Where document content is kept."""
        return Path(self.data) / "blobs"

    def printable(self) -> dict[str, str]:
        """Every setting as text, secrets masked."""
        return {
            PREFIX + f.name.upper(): _show(getattr(self, f.name), secret=bool(f.metadata.get("secret")))
            for f in fields(self)
        }


def _show(value: object, *, secret: bool) -> str:
    if secret:
        return "(set)" if value else "(not set)"
    return ",".join(value) if isinstance(value, tuple) else str(value)


def load(environ: Mapping[str, str]) -> Settings:
    """Settings from `environ`. Raises BadSetting with the variable's name and what is expected."""
    known = {f.name: f for f in fields(Settings)}
    values: dict[str, object] = {}
    for name, declared in known.items():
        raw = _read(environ, PREFIX + name.upper())
        if raw is None:
            continue
        if raw and name in _WEB_ADDRESSES and not raw.startswith(("http://", "https://")):
            raise BadSetting(
                f"{PREFIX}{name.upper()} is {raw!r}; expected an address with http:// or https://."
            )
        values[name] = _convert(PREFIX + name.upper(), raw, type(declared.default))
    return Settings(**values)  # type: ignore[arg-type]  # converted by the declared default's type


def _read(environ: Mapping[str, str], name: str) -> str | None:
    if path := environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE names {path}, which cannot be read: {error.strerror}.") from error
    return environ.get(name)


def _convert(name: str, raw: str, kind: type) -> object:
    if kind is bool:
        if raw.lower() not in {"1", "0", "true", "false", "yes", "no", ""}:
            raise BadSetting(f"{name} is {raw!r}; expected true or false.")
        return raw.lower() in {"1", "true", "yes"}
    if kind is int:
        if not raw.isdigit():
            raise BadSetting(f"{name} is {raw!r}; expected a whole number.")
        return int(raw)
    if kind is tuple:
        return tuple(part.strip() for part in raw.split(",") if part.strip())
    return raw


@functools.cache
def current() -> Settings:
    """The settings of this process."""
    return load(os.environ)


def require_secret() -> None:
    """Raise BadSetting when this process would serve people without a key of its own to seal what it keeps."""
    if not current().secret_key:
        raise BadSetting(
            "RAADHUIS_SECRET_KEY is not set; expected a long random text. `raadhuis serve` keeps one in --data."
        )
