"""Why a web archive has no copy of a page: a closed vocabulary, each word with its sentence for journalists."""

from __future__ import annotations

from enum import StrEnum

from claims.text.language import gettext, gettext_noop


class Trouble(StrEnum):
    """The values are stored, so they are never reused."""

    DENIED = "denied"
    REFUSED = "refused"
    HIDDEN = "hidden"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    BAD_ANSWER = "bad_answer"
    NO_ANSWER = "no_answer"
    NO_ADDRESS = "no_address"
    WORKER_LOST = "worker_lost"

    @property
    def sentence(self) -> str:
        return gettext(SENTENCES[self])


SENTENCES = {
    Trouble.DENIED: gettext_noop("The archive did not accept the desk's key. An operator has to look."),
    Trouble.REFUSED: gettext_noop("The archive could not, or would not, take a copy of this page."),
    Trouble.HIDDEN: gettext_noop("The archive took a copy that only the desk's own account there can open."),
    Trouble.BUSY: gettext_noop(
        "The archive asked the desk to come back later, for longer than the desk waits."
    ),
    Trouble.UNREACHABLE: gettext_noop("The archive could not be reached."),
    Trouble.BAD_ANSWER: gettext_noop("The archive answered in a way that could not be understood."),
    Trouble.NO_ANSWER: gettext_noop("The archive began to take a copy and never said what became of it."),
    Trouble.NO_ADDRESS: gettext_noop("The source has no public address that an archive could be told."),
    Trouble.WORKER_LOST: gettext_noop(
        "The desk's own worker failed on this several times. An operator has to look."
    ),
}


def describe(trouble: str) -> str:
    """The sentence for journalists. ValueError for a word outside the vocabulary."""
    return Trouble(trouble).sentence
