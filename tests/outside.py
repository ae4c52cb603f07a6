"""One of everything that passes between the desk and its readers: tips, answers, what is hidden, redacted and shown."""

from __future__ import annotations

from claims.models import ArticleVersion, DeskSettings, Event, User
from claims.services import answering, desk_settings, hiding, previewing, redacting, tipping
from tests import factories
from tests.conftest import member

ASKED = {
    "legal_basis": "Order 12 of the court of Lowmark",
    "reason": "It names a child.",
    "public_wording": "Removed.",
}


def build(version: ArticleVersion, *, author: User, editor: User, admin: User) -> None:
    """A tip with a reader's name, words for answers, a hidden claim, two redactions of which one waits, a preview."""
    name = version.article.slug
    tip = tipping.receive(
        kind="check", text=f"Did the port of {name} really grow so much?", email="r@mail.example"
    )
    answering.add_template(by=editor, name=name, text="We looked at {statement}: {link}")
    answered = tipping.receive(kind="check", text=f"Is the port of {name} full?", email="r@mail.example")
    answering.answer(answered, text="It is not.", by=editor)
    previewing.share(version, for_whom="Dr Holm", by=editor)
    hidden = factories.published_claim(
        author=author, editor=editor, in_version=version, words="Nobody keeps a list"
    )
    hiding.hide(hidden, reason="A lawyer called.", by=editor)
    received = Event.objects.about(tip).get()
    _redacted(str(received.pk), admin)
    redacting.ask(kind="publication", key=str(hidden.publications.get().pk), by=admin, **ASKED)
    stored = DeskSettings.objects.current()
    desk_settings.change(version=stored.version, by=admin, contact_hours=stored.contact_hours + 1)


def _redacted(event: str, admin: User) -> None:
    asked = redacting.ask(kind="event", key=event, by=admin, **ASKED)
    second = User.objects.filter(username="second-admin").first() or member("second-admin", "admin")
    redacting.carry_out(asked, by=second)
