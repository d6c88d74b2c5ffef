"""Puts the simulators together: which path goes where, and one start and stop for HTTP and SMTP."""

from __future__ import annotations

import sys
import threading
import traceback
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from raadhuis.simulators import faults, front
from raadhuis.simulators.brp import problems, register
from raadhuis.simulators.brp.register import Register
from raadhuis.simulators.exchange import Request, Response, http_server
from raadhuis.simulators.faults import Switchboard
from raadhuis.simulators.openid.accounts import Accounts
from raadhuis.simulators.openid.provider import Provider
from raadhuis.simulators.openid.signing import Signer
from raadhuis.simulators.page import message_page
from raadhuis.simulators.post import viewer
from raadhuis.simulators.post.smtp import MailServer
from raadhuis.simulators.post.store import Mailbox

# Published on purpose: they open nothing but this simulator.
BRP_KEY = "simulator-brp-sleutel"
BRP_KEY_BSN_ONLY = "simulator-brp-alleen-bsn"


@dataclass(frozen=True, slots=True)
class Settings:
    """How the service is started. Port 0 takes a free one; ``issuer_base`` is how browsers reach us."""

    data: Path
    accounts: Accounts
    host: str = "127.0.0.1"
    port: int = 0
    smtp_port: int = 0
    personen: Path | None = None
    issuer_base: str = ""
    brp_keys: tuple[tuple[str, bool], ...] = field(default=((BRP_KEY, True), (BRP_KEY_BSN_ONLY, False)))


class Simulators:
    """The running service."""

    def __init__(self, settings: Settings) -> None:
        settings.data.mkdir(parents=True, exist_ok=True)
        self._settings = settings
        self._switches = Switchboard()
        self._mailbox = Mailbox(settings.data)
        self._register = Register(file=settings.personen, today=lambda: _now().astimezone().date())
        self._mail = MailServer(
            mailbox=self._mailbox,
            switches=self._switches,
            host=settings.host,
            port=settings.smtp_port,
            clock=_now,
        )
        self._http = http_server(host=settings.host, port=settings.port)
        # The argument is how many seconds a stop may take to be noticed.
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(0.1,), name="http", daemon=True
        )
        base = settings.issuer_base.rstrip("/") or f"http://{settings.host}:{self.port}"
        signer = Signer(settings.data)
        self._providers = [
            Provider(
                mount=mount,
                base=base,
                accounts=settings.accounts,
                signer=signer,
                clock=lambda: int(_now().timestamp()),
            )
            for mount in ("digid", "medewerkers")
        ]

    @property
    def port(self) -> int:
        """The HTTP port in use."""
        return self._http.server_port

    @property
    def smtp_port(self) -> int:
        """The SMTP port in use, after ``start``."""
        return self._mail.port

    def start(self) -> None:
        """Serve until ``stop``. Raises OSError when a port is taken."""
        self._mail.start()
        self._http.handle = self.handle
        self._thread.start()

    def stop(self) -> None:
        """End both servers and close the mailbox."""
        self._http.shutdown()
        self._http.server_close()
        self._mail.stop()
        self._mailbox.close()

    def handle(self, request: Request) -> Response:
        """The answer to any request."""
        try:
            return self._route(request) or viewer.not_found()
        except Exception as error:  # noqa: BLE001 -- one bad request must not look like a dead service
            # Where it went wrong and no more: the message could hold personal data.
            spot = traceback.extract_tb(error.__traceback__)[-1]
            sys.stderr.write(f"{type(error).__name__} in {spot.name}, regel {spot.lineno}\n")
            return message_page(
                title="Er ging iets mis",
                text="De simulator kon deze aanvraag niet verwerken.",
                strip=front.STRIP,
                status=500,
            )

    def _route(self, request: Request) -> Response | None:
        path = urlsplit(request.path).path
        match path:
            case "/gezond":
                return Response(200, b"gezond\n", "text/plain; charset=utf-8")
            case "/_storing" if request.method in ("GET", "POST"):
                return faults.endpoint(self._switches, request)
            case problems.PATH:
                return register.endpoint(
                    self._register, request, keys=self._settings.brp_keys, fault=self._switches["brp"]
                )
            case "/":
                return front.page_of(
                    self._settings.accounts,
                    smtp=f"{self._settings.host}:{self.smtp_port}",
                    brp_path=problems.PATH,
                    people=len(self._register),
                    faults=self._switches.as_text(),
                )
        if path == "/post" or path.startswith("/post/"):
            return viewer.handle(self._mailbox, request) if request.method in ("GET", "HEAD") else None
        for provider in self._providers:
            if path.startswith(f"/{provider.mount}/"):
                return provider.handle(request)
        return None


def _now() -> datetime:
    return datetime.now(UTC)
