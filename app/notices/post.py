"""Handing one mail to the mail server: plain text, over TLS wherever the server offers it."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit
from uuid import UUID

PORTS = {"smtp": 25, "smtps": 465}
_HERE = {"localhost", "127.0.0.1", "::1"}


class Refused(Exception):
    """The server will not take this mail, today or tomorrow."""


class Unreachable(Exception):
    """The server has surely not taken it; another try may do."""


class Away(Unreachable):
    """There is no talking with the server at all now: it is not worth going on to the next mail."""


class Uncertain(Exception):
    """The words were on their way when the line broke: the server may have taken the mail."""


@dataclass(frozen=True)
class Server:
    """The mail server, and whom mail is from.

    `url` is smtp://[user:password@]host[:port], or smtps:// for TLS from the first byte; `seconds` how long one answer
    of the server may take.
    """

    url: str
    sender: str
    seconds: float = 20


def letter(sender: str, to: str, subject: str, body: str, id_: UUID) -> EmailMessage:
    """A mail that no other program answers. Raises `Refused` where an address could not stand in a header.

    Each try of one notice has the same Message-ID, so that a mailbox can fold two into one.
    """
    message = EmailMessage()
    try:
        message["From"], message["To"], message["Subject"] = sender, to, subject
        message["Date"] = formatdate()
        message["Message-ID"] = f"<{id_.hex}@{sender.rpartition('@')[2].strip('> ')}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(body)
    except (ValueError, UnicodeError, IndexError) as error:
        raise Refused from error
    return message


class _Line(smtplib.SMTP):
    """A line to the server that knows whether a mail's words were on their way."""

    words_sent = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.words_sent = False
        self.putcmd("data")
        code, answer = self.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, answer)
        lines = bytes(msg).splitlines(keepends=True)
        body = b"".join(b"." + line if line.startswith(b".") else line for line in lines)
        self.words_sent = True
        self.send(body + b".\r\n")
        return self.getreply()


class _TlsLine(_Line, smtplib.SMTP_SSL):
    """The same, with TLS from the first byte."""


def send(server: Server, message: EmailMessage) -> None:
    """Hands the mail over. Raises `Refused`, `Unreachable`, `Away` or `Uncertain`."""
    line = _opened(server)
    try:
        line.send_message(message)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException, smtplib.SMTPNotSupportedError) as error:
        raise (Refused if _for_good(error) else Unreachable) from error
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise (Uncertain if line.words_sent else Away) from error
    finally:
        _leave(line)


def _opened(server: Server) -> _Line:
    """Raises `Away`, whatever it is that keeps us out: a password that is wrong today may be right tomorrow."""
    url = urlsplit(server.url)
    context = ssl.create_default_context()
    host, port = url.hostname or "", url.port or PORTS[url.scheme]
    try:
        line: _Line = (
            _TlsLine(host, port, timeout=server.seconds, context=context)
            if url.scheme == "smtps"
            else _Line(host, port, timeout=server.seconds)
        )
    except (smtplib.SMTPException, OSError) as error:
        raise Away from error
    try:
        _introduced(line, url, context)
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        _leave(line)
        raise Away from error
    return line


def _introduced(line: _Line, url: SplitResult, context: ssl.SSLContext) -> None:
    line.ehlo()
    if url.scheme == "smtp" and line.has_extn("starttls"):
        line.starttls(context=context)
        line.ehlo()
    elif url.scheme == "smtp" and url.username and url.hostname not in _HERE:
        raise smtplib.SMTPException("a password would cross the network in the clear")
    if url.username:
        line.login(unquote(url.username), unquote(url.password or ""))


def _leave(line: _Line) -> None:
    """How the server takes its leave changes nothing about the mail."""
    with suppress(smtplib.SMTPException, OSError):
        line.quit()
    line.close()


def _for_good(error: Exception) -> bool:
    """A 5xx about the mail itself."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    return not isinstance(error, smtplib.SMTPResponseException) or error.smtp_code >= 500
