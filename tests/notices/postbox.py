"""A real mail server for the tests: it keeps what it is given, or fails in the way it is told to."""

import asyncio
import email
import email.policy
import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers import free_port


def _hang_up(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


class Postbox:
    """Letters in the order they came. Each fault is one attribute; without any, every mail is taken."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.passwords: list[bytes] = []
        self.to_rcpt = "250 OK"
        self.to_data = "250 OK"
        self.drops_before = False
        self.drops_after = False
        self.drops_every = 0
        self.waits = 0.0

    @property
    def ids(self) -> Counter[str]:
        return Counter(str(letter["Message-ID"]) for letter in self.letters)

    async def handle_RCPT(  # noqa: N802 - the server's name for it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.drops_before:
            _hang_up(server)
        if self.to_rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.waits)
        if not self.to_data.startswith("250"):
            return self.to_data
        found = email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
        assert isinstance(found, EmailMessage)
        self.letters.append(found)
        if self.drops_after or (self.drops_every and len(self.letters) % self.drops_every == 0):
            _hang_up(server)
        return self.to_data

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        self.passwords.append(data.password)
        return AuthResult(success=True)


@contextmanager
def listening(
    box: Postbox, *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None
) -> Iterator[str]:
    """The address of the server, as `host:port`."""
    controller = Controller(
        box,
        hostname=host,
        port=free_port(),
        ssl_context=tls,
        tls_context=starttls,
        authenticator=box.authenticate,
        auth_require_tls=False,
        server_hostname="localhost",
    )
    controller.start()
    try:
        yield f"{host}:{controller.port}"
    finally:
        controller.stop()
