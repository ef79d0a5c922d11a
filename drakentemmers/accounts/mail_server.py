"""Talking with the mail server so that it is known, to the command, from when on a mail may have arrived.

A mail server is told the sender, then the recipient, then the text. Only the last step can deliver anything, so a
refusal or a break before it is harmless: the mail is certainly not sent and may be tried again.
"""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

from drakentemmers.accounts.outbox import MailState, reason_of


class LeaseLostError(Exception):
    """Another worker has this mail by now."""


class _TellsBeforeText:
    """An SMTP connection that calls `before_text` just before it sends the text of a mail."""

    before_text: Callable[[], None]

    def data(self, msg: Any) -> Any:
        self.before_text()
        return super().data(msg)  # type: ignore[misc]


class _Smtp(_TellsBeforeText, smtplib.SMTP):
    pass


class _SmtpWithTls(_TellsBeforeText, smtplib.SMTP_SSL):
    pass


class SmtpBackend(EmailBackend):
    """Django's own, over a connection that tells when the text begins to flow."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _SmtpWithTls if self.use_ssl else _Smtp


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of handing over one mail."""

    state: MailState
    reason: str = ""
    server_is_gone: bool = False  # the next mail would meet the same


class MailServer:
    """One connection for many mails, opened at the first one. Use it in a `with`."""

    def __init__(self) -> None:
        self._backend = get_connection()
        self._began = False

    def __enter__(self) -> "MailServer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._backend.close()

    def hand_over(self, message: EmailMessage, *, before_text: Callable[[], None]) -> Outcome:
        """Give one mail to the server and tell what came of it.

        `before_text` is called once, at the last moment at which nothing can have arrived yet; it may raise
        LeaseLostError, then nothing is sent. Never raises for what a mail server can do or say.
        """
        self._began = False
        try:
            self._backend.open()
        except (smtplib.SMTPException, OSError) as error:
            self._backend.close()
            return Outcome(MailState.WAITING, _numbers(error) or "no_connection", server_is_gone=True)
        try:
            self._send(message, before_text)
        except (smtplib.SMTPException, OSError) as error:
            self._backend.close()  # the next one opens a fresh one
            return outcome_of(error, began=self._began)
        except LeaseLostError:
            self._backend.close()
            raise
        except ValueError:  # an address or header the mail library refuses
            return Outcome(MailState.UNSURE if self._began else MailState.FAILED, "not_valid")
        return Outcome(MailState.SENT)

    def _send(self, message: EmailMessage, before_text: Callable[[], None]) -> None:
        def begin() -> None:
            before_text()
            self._began = True

        if isinstance(self._backend, SmtpBackend) and self._backend.connection is not None:
            self._backend.connection.before_text = begin  # type: ignore[attr-defined]
        else:
            begin()
        self._backend.send_messages([message])


def outcome_of(error: Exception, *, began: bool) -> Outcome:
    """Return what an error means: refused for good, try again, or nobody knows.

    `began`: the text had begun to flow. An answer of the server (4xx, 5xx) is certain then too; silence is not.
    """
    numbers = _numbers(error)
    if numbers:
        return Outcome(MailState.FAILED if numbers.startswith("5") else MailState.WAITING, numbers)
    if began:
        return Outcome(MailState.UNSURE, "line_broke")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Outcome(MailState.FAILED, "not_supported")
    return Outcome(MailState.WAITING, "line_broke")


def _numbers(error: Exception) -> str:
    """Return the numbers the server answered with; empty when it did not answer."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        return reason_of(code, answer)
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 400:
        return reason_of(error.smtp_code, error.smtp_error)
    return ""
