"""Handing one mail to the mail server: plain text, over TLS wherever the server offers it."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import SplitResult, unquote, urlsplit

SECONDS = 20
PORTS = {"smtp": 25, "smtps": 465}
_HERE = {"localhost", "127.0.0.1", "::1"}


class Refused(Exception):
    """The server will not take this mail, today or tomorrow."""


class Unreachable(Exception):
    """The server did not take it now; another try may do."""


def letter(sender: str, to: str, subject: str, body: str) -> EmailMessage:
    """A mail that no other program answers. Raises `Refused` where an address could not stand in a header."""
    message = EmailMessage()
    try:
        message["From"], message["To"], message["Subject"] = sender, to, subject
        message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=sender.rpartition("@")[2].strip("> "))
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(body)
    except (ValueError, UnicodeError, IndexError) as error:
        raise Refused from error
    return message


def send(url: str, message: EmailMessage) -> None:
    """Hands the mail over. `url` is smtp://[user:password@]host[:port], or smtps:// for TLS from the first byte."""
    try:
        with _connected(urlsplit(url)) as server:
            server.send_message(message)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException, smtplib.SMTPNotSupportedError) as error:
        raise (Refused if _for_good(error) else Unreachable) from error
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise Unreachable from error


@contextmanager
def _connected(url: SplitResult) -> Iterator[smtplib.SMTP]:
    host, port, context = url.hostname or "", url.port or PORTS[url.scheme], ssl.create_default_context()
    opened: smtplib.SMTP = (
        smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
        if url.scheme == "smtps"
        else smtplib.SMTP(host, port, timeout=SECONDS)
    )
    with opened as server:
        server.ehlo()
        if url.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif url.scheme == "smtp" and url.username and host not in _HERE:
            raise smtplib.SMTPException("a password would cross the network in the clear")
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        yield server


def _for_good(error: Exception) -> bool:
    """A 5xx about the mail itself. A server that does not know us may know us tomorrow."""
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError | smtplib.SMTPHeloError):
        return False
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    return not isinstance(error, smtplib.SMTPResponseException) or error.smtp_code >= 500
