"""The SMTP side: a real server on its own event loop that stores what it accepts."""

from __future__ import annotations

import asyncio
import email
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from email import policy

from aiosmtpd.smtp import SMTP, Envelope, Session

from raadhuis.simulators.faults import Switchboard
from raadhuis.simulators.post.message import header
from raadhuis.simulators.post.store import Mailbox

MAX_MESSAGE = 25_000_000  # bytes
DOWN = "421 4.3.2 De mailserver is even niet beschikbaar"


class _Closed(asyncio.Protocol):
    """A server that is down: it says so and hangs up."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            transport.write(f"{DOWN}\r\n".encode())
            transport.close()


class _Handler:
    def __init__(self, mailbox: Mailbox, switches: Switchboard, clock: Callable[[], datetime]) -> None:
        self._mailbox, self._switches, self._clock = mailbox, switches, clock

    async def handle_MAIL(  # noqa: N802 -- the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse on a connection that was open when the switch was turned."""
        if self._switches["post"].off:
            if server.transport:
                # After this answer has been written.
                asyncio.get_running_loop().call_soon(server.transport.close)
            return DOWN
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Store the message before saying so."""
        content = envelope.original_content or b""
        head = email.message_from_bytes(content.split(b"\r\n\r\n", 1)[0] + b"\r\n\r\n", policy=policy.default)
        number = self._mailbox.add(
            received=self._clock().astimezone(UTC).isoformat(timespec="seconds"),
            sender=envelope.mail_from or "",
            recipients=envelope.rcpt_tos,
            subject=header(head, "Subject"),
            content=content,
        )
        return f"250 2.0.0 Bewaard als bericht {number}"


class MailServer:
    """Listens from ``start`` until ``stop``. Port 0 takes a free one; ``port`` tells which."""

    def __init__(
        self, *, mailbox: Mailbox, switches: Switchboard, host: str, port: int, clock: Callable[[], datetime]
    ) -> None:
        self._handler = _Handler(mailbox, switches, clock)
        self._switches, self._host, self.port = switches, host, port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="smtp", daemon=True)
        self._server: asyncio.Server | None = None

    def start(self) -> None:
        """Bind and serve. Raises OSError when the port is taken."""
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]

    async def _listen(self) -> asyncio.Server:
        return await self._loop.create_server(self._connection, self._host, self.port)

    def _connection(self) -> asyncio.BaseProtocol:
        if self._switches["post"].off:
            return _Closed()
        return SMTP(
            self._handler,
            data_size_limit=MAX_MESSAGE,
            enable_SMTPUTF8=True,
            hostname="post.simulator",
            ident="Raadhuis mailsimulator",
            loop=self._loop,
        )

    def stop(self) -> None:
        """Stop listening; connections that are open are dropped."""
        if self._server:
            self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
