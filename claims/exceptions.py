"""What the desk refuses, as types. Each carries a stable ``code`` (API, logs) and a sentence that says what to do."""

from __future__ import annotations


class DomainError(Exception):
    """A rule of the desk was not met. ``str()`` is a sentence for the person who asked."""

    code = "refused"


class IllegalTransition(DomainError):
    """The thing is not in a state from which this step may be taken, or somebody else was quicker."""

    code = "illegal_transition"


class Merged(DomainError):
    """The claim became part of another: what is to be done is done there."""

    code = "merged"


class FourEyesViolation(DomainError):
    """Who wrote any of a verdict cannot approve it."""

    code = "four_eyes"


class StaleVersion(DomainError):
    """The thing was changed since it was read. ``current`` is its version now."""

    code = "stale_version"

    def __init__(self, message: str, *, current: int | None = None) -> None:
        super().__init__(message)
        self.current = current


class GateNotMet(DomainError):
    """The publication gate has unmet lines. ``lines`` are their codes."""

    code = "gate_not_met"

    def __init__(self, message: str, *, lines: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.lines = lines


class QuoteNotFound(DomainError):
    """The quoted words do not stand in the text."""

    code = "quote_not_found"


class NotAllowed(DomainError):
    """This person may not do this, whatever the state."""

    code = "not_allowed"


class InvalidInput(DomainError):
    """What was given cannot be stored. ``problems`` are (place, reason) pairs."""

    code = "invalid_input"

    def __init__(self, message: str, *, problems: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class StaleLease(DomainError):
    """A worker came back after its lease was given to another: its result is discarded."""

    code = "stale_lease"


def are_rivals(error: BaseException) -> bool:
    """Whether PostgreSQL broke this off because two were in each other's way; what either sends again may well go
    through."""
    return getattr(error.__cause__, "pgcode", None) in {"40001", "40P01", "55P03"}
