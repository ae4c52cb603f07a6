"""E-mail, by the server that the settings name. What goes wrong is one exception that says whether to try again."""

from __future__ import annotations

import smtplib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives


class Undelivered(Exception):
    """The server did not take the mail. ``is_final``: it never will, for this recipient."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final


def is_configured() -> bool:
    """Whether mail goes anywhere: to a server, or in development onto the screen."""
    return bool(settings.EMAIL_HOST) or not settings.PRODUCTION


def send(*, to: str, subject: str, text: str, key: str, html: str = "", settings_url: str = "") -> None:
    """Send one mail to one person. Raises Undelivered.

    ``key`` names the mail for good: whoever gets it twice, because this process died in between, has a program that
    can tell. ``settings_url`` is where the recipient can put an end to such mails; what a person wrote has none.
    """
    host = urlsplit(settings.DESK_URL).hostname or "desk.invalid"
    headers = {"Message-ID": f"<{key}@{host}>"}
    if settings_url:
        headers |= {"Auto-Submitted": "auto-generated", "List-Unsubscribe": f"<{settings_url}>"}
    # A subject is one line, whatever it was made of: a second one would be a header of somebody else's choosing.
    mail = EmailMultiAlternatives(" ".join(subject.split()), text, to=[to], headers=headers)
    if html:
        mail.attach_alternative(html, "text/html")
    try:
        mail.send()
    except ValueError as error:  # an address that would be more than one, or a header: no server is asked
        raise Undelivered(_told(error), is_final=True) from error
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise Undelivered(_told(error), is_final=bool(codes) and min(codes) >= 500) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Undelivered(_told(error)) from error


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
