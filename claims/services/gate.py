"""The publication gate: what is missing before a verdict may be published, and what would meet it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.models import Claim, Evidence, Finding, GateOverride, Source, User, Verdict
from claims.presenters import alert_words, document

# PostgreSQL keeps the same list (``gateoverride_never_these_lines``).
NEVER_OVERRIDDEN = frozenset({"content", "unchanged", "second_person", "embargo", "legal", "public_note"})
NOT_FOUND_RATINGS = frozenset({"unsupported"})


@dataclass(frozen=True, slots=True)
class GateLine:
    """One line: met or not, what would meet it, and the reason if somebody overrode it.

    ``is_warning`` lines never stop a publication; ``overridable`` ones yield to a written reason.
    """

    code: str
    text: str
    met: bool
    hint: str = ""
    is_warning: bool = False
    overridden: str = ""

    @property
    def overridable(self) -> bool:
        return not self.is_warning and self.code not in NEVER_OVERRIDDEN

    @property
    def stops(self) -> bool:
        return not (self.met or self.is_warning or self.overridden)


@dataclass(frozen=True)
class Case:
    """Everything the lines look at, read once.

    ``evidence`` is the claim's while the verdict is a draft, and from its submission on what it cites, with the weight
    and the snapshot that it relied on; what came in later is ``uncited``. ``changed`` names what is not as submitted.
    """

    verdict: Verdict
    evidence: list[Evidence]
    uncited: int
    changed: list[str]
    failed: list[Finding]
    articles_under_embargo: list[str]
    has_contact: bool
    ratings_given: set[int] | None  # None: not for the eyes of who looks, on a desk that rates blindly

    @property
    def passages(self) -> list[Evidence]:
        return [one for one in self.evidence if one.form == Evidence.Form.PASSAGE and one.source]

    @property
    def key(self) -> list[Evidence]:
        return [one for one in self.passages if one.weight != Evidence.Weight.SUPPORTING]

    @property
    def sources(self) -> list[Source]:
        return [one.source for one in self.passages if one.source]


Line = Callable[[Case], GateLine]


def lines(verdict: Verdict, *, seen_by: User | None = None) -> list[GateLine]:
    """The gate for this verdict as it is now, unmet lines first in the order of the desk's work.

    ``seen_by``: who is shown it. On a desk that rates blindly it says nothing of assessments that they may not see.
    """
    case = _read(verdict, seen_by)
    reasons = dict(GateOverride.objects.filter(verdict=verdict).values_list("line", "reason"))
    found = [line(case) for line in _lines_for(verdict)]
    return [replace(line, overridden=reasons.get(line.code, "")) for line in found]


def _read(verdict: Verdict, seen_by: User | None) -> Case:
    claim = verdict.claim
    evidence = list(claim.evidence.select_related("source"))
    cited = evidence if verdict.state == Verdict.State.DRAFT else _as_cited(verdict, evidence)
    embargoed = claim.appearances.filter(article_version__article__embargo_until__gt=timezone.now())
    return Case(
        verdict=verdict,
        evidence=cited,
        uncited=len(evidence) - len(cited),
        changed=document.drift(verdict),
        failed=list(
            Finding.objects.bearing_on(claim)
            .current()
            .failed()
            .undismissed()
            .select_related("snapshot__source")
            .only("sentence", "snapshot__source__is_sensitive")
        ),
        articles_under_embargo=list(embargoed.values_list("article_version__article__title", flat=True)),
        has_contact=claim.contact_attempts.exists(),
        ratings_given=_ratings_given(claim, seen_by),
    )


def _ratings_given(claim: Claim, seen_by: User | None) -> set[int] | None:
    rows = claim.assessments.all()
    given = set(rows.values_list("rating", flat=True))
    if given and seen_by is not None and not rows.visible_to(seen_by).exists():
        return None
    return given


def _as_cited(verdict: Verdict, evidence: list[Evidence]) -> list[Evidence]:
    frozen = {row.evidence_id: row for row in verdict.citations.all()}
    cited = [one for one in evidence if one.pk in frozen]
    for one in cited:  # read for the gate alone, and never saved
        one.weight, one.snapshot_id = frozen[one.pk].weight, frozen[one.pk].snapshot_id
    return cited


def _lines_for(verdict: Verdict) -> Iterator[Line]:
    if verdict.change == Verdict.Change.WITHDRAWAL:
        yield from (_public_note, _unchanged, _second_person)
        return
    yield from (_content, _captured, _findings, _both_ways)
    if verdict.rating and verdict.rating.slug in NOT_FOUND_RATINGS:
        yield _searched
    if verdict.reach == Verdict.Reach.FACT_CHECK:
        yield from (_origins, _primary, _contact, _interests, _methodology, _why_chosen)
    elif verdict.reach == Verdict.Reach.ARTICLE_LINE:
        yield _primary_or_witnesses
    if verdict.change != Verdict.Change.FIRST:
        yield _public_note
    yield from (
        _unchanged,
        _embargo,
        _legal,
        _second_person,
        _all_cited,
        _no_aggregator,
        _no_hindsight,
        _dated,
        _agreed,
    )


def _content(case: Case) -> GateLine:
    needed = ("rating", "summary", "as_of")
    missing = [str(document.PARTS[name]) for name in needed if not getattr(case.verdict, name)]
    hint = _("Still empty: {missing}.").format(missing=", ".join(missing)) if missing else ""
    return GateLine("content", _("Rating, summary and as-of date"), not missing, hint)


def _captured(case: Case) -> GateLine:
    open_ = [one for one in case.key if one.snapshot_id is None]
    hint = (
        _("{count} of {count_2} key passages aren't anchored in a snapshot.").format(
            count=len(open_), count_2=len(case.key)
        )
        if open_
        else ""
    )
    if not case.key and not case.evidence:
        hint = _("There is no evidence yet.")
    elif not case.key and case.passages:
        hint = _("No passage is marked as key or sole evidence.")
    return GateLine("captured", _("Key passages captured"), not hint, hint)


def _findings(case: Case) -> GateLine:
    hint = " ".join(_found(one) for one in case.failed[:3])
    return GateLine("findings", _("No failed source check left undismissed"), not case.failed, hint)


def _found(finding: Finding) -> str:
    """The gate is read by whoever decides; what failed about a protected source is for those who may know it."""
    return str(alert_words.PROTECTED) if finding.snapshot.source.is_sensitive else finding.sentence


def _named(sources: Iterable[Source]) -> str:
    return ", ".join(sorted({str(one) if one.is_sensitive else one.publisher for one in sources}))


def _both_ways(case: Case) -> GateLine:
    """What qualifies a claim bears on both; else something must support it and something refute it."""
    stances = {one.stance for one in case.evidence}
    both = (
        Evidence.Stance.QUALIFIES in stances or {Evidence.Stance.SUPPORTS, Evidence.Stance.REFUTES} <= stances
    )
    searched = any(one.form == Evidence.Form.NEGATIVE_SEARCH for one in case.evidence)
    met = both or searched or bool(case.verdict.one_sided_reason)
    lacking = (
        _("Add what supports or qualifies the claim, record a search, or say why there is none.")
        if Evidence.Stance.REFUTES in stances
        else _("Add what refutes or qualifies the claim, record a search, or say why there is none.")
    )
    return GateLine(
        "both_ways", _("Evidence both ways looked for"), met,
        "" if met else lacking,
    )  # fmt: skip


def _searched(case: Case) -> GateLine:
    met = any(one.form == Evidence.Form.NEGATIVE_SEARCH for one in case.evidence)
    return GateLine(
        "searched", _("A search on record"), met, "" if met else _("“Not found” needs a negative search.")
    )


def _origins(case: Case) -> GateLine:
    """Two origins; for what was *said*, the record itself or two witnesses; or the sole competent authority."""
    said = case.verdict.claim.rated == "said"
    kinds = {source.kind for source in case.sources}
    if said:
        met = Source.Kind.PRIMARY in kinds or len({_witness(source) for source in case.sources}) >= 2
        text, hint = (
            _("The record itself, or two witnesses"),
            _("Add the record, or a second outlet that heard it."),
        )
    else:
        met = len({source.origin_id or f"source {source.pk}" for source in case.sources}) >= 2
        text, hint = (
            _("Two origins"),
            _("Sources of one origin count once: add one that knows by another way."),
        )
    met = met or bool(case.verdict.sole_authority_reason)
    return GateLine("origins", text, met, "" if met else hint + _(" Or say why one authority suffices."))


def _witness(source: Source) -> str:
    return source.witness or source.credited_to or source.publisher


def _primary(case: Case) -> GateLine:
    met = any(source.kind == Source.Kind.PRIMARY for source in case.sources) or bool(
        case.verdict.no_primary_reason
    )
    return GateLine(
        "primary",
        _("A primary source, or why not"),
        met,
        "" if met else _("Add one, or say why there is none."),
    )


def _contact(case: Case) -> GateLine:
    met = case.has_contact or bool(case.verdict.no_contact_reason)
    return GateLine(
        "contact",
        _("Claimant contacted, or why not"),
        met,
        "" if met else _("Record the attempt, or say why not."),
    )


def _interests(case: Case) -> GateLine:
    met = bool(case.verdict.interests)
    return GateLine(
        "interests", _("Interests disclosed"), met, "" if met else _("Write “none” where there are none.")
    )


def _methodology(case: Case) -> GateLine:
    met = bool(case.verdict.methodology)
    return GateLine(
        "methodology",
        _("Methodology named"),
        met,
        "" if met else _("Name the method that readers can look up."),
    )


def _why_chosen(case: Case) -> GateLine:
    met = bool(case.verdict.why_chosen)
    return GateLine(
        "why_chosen", _("Why this claim was chosen"), met, "" if met else _("One sentence for the reader.")
    )


def _primary_or_witnesses(case: Case) -> GateLine:
    primary = any(source.kind == Source.Kind.PRIMARY for source in case.sources)
    met = primary or len({_witness(source) for source in case.sources}) >= 2
    return GateLine(
        "witnesses", _("One primary source or two witnesses"), met, "" if met else _("Add another source.")
    )


def _public_note(case: Case) -> GateLine:
    met = bool(case.verdict.public_note)
    return GateLine(
        "public_note", _("Readers are told what changed"), met, "" if met else _("Write the public note.")
    )


def _unchanged(case: Case) -> GateLine:
    hint = _("Changed since: {changed}. Send the verdict back and submit it again.").format(
        changed=", ".join(case.changed)
    )
    return GateLine(
        "unchanged", _("All is as it was submitted"), not case.changed, hint if case.changed else ""
    )


def _all_cited(case: Case) -> GateLine:
    hint = ngettext(
        "{count} piece of evidence came in after the submission; this verdict doesn’t cite it.",
        "{count} pieces of evidence came in after the submission; this verdict doesn’t cite them.",
        case.uncited,
    ).format(count=case.uncited)
    return GateLine(
        "uncited", _("All evidence is cited"), not case.uncited, hint if case.uncited else "", is_warning=True
    )


def _embargo(case: Case) -> GateLine:
    titles = ", ".join(case.articles_under_embargo)
    return GateLine(
        "embargo",
        _("No embargo running"),
        not titles,
        _("Under embargo: {titles}.").format(titles=titles) if titles else "",
    )


def _legal(case: Case) -> GateLine:
    held = case.verdict.claim.legal_hold
    return GateLine(
        "legal",
        _("No legal hold"),
        not held,
        _("The legal hold of this claim has to be lifted first.") if held else "",
    )


def _second_person(case: Case) -> GateLine:
    met = case.verdict.approved_by_id is not None
    return GateLine(
        "second_person",
        _("Approved by a second person"),
        met,
        "" if met else _("Somebody who wrote none of it approves it."),
    )


def _no_aggregator(case: Case) -> GateLine:
    weak = [one.source for one in case.key if one.source and one.source.kind == Source.Kind.AGGREGATOR]
    return GateLine("aggregator", _("No aggregator as key evidence"), not weak, _named(weak), is_warning=True)


def _no_hindsight(case: Case) -> GateLine:
    late = [one for one in case.key if one.is_hindsight]
    hint = (
        _("{count} key passages postdate the claim; a verdict rates what was knowable.").format(
            count=len(late)
        )
        if late
        else ""
    )
    return GateLine("hindsight", _("Key evidence predates the claim"), not late, hint, is_warning=True)


def _dated(case: Case) -> GateLine:
    undated = [one.source for one in case.key if one.source and not one.source.published_on]
    return GateLine("undated", _("Key sources are dated"), not undated, _named(undated), is_warning=True)


def _agreed(case: Case) -> GateLine:
    if case.ratings_given is None:
        hint = _("Whether they do is shown to you when you have given your own assessment.")
    else:
        hint = "" if len(case.ratings_given) <= 1 else _("Their ratings differ; see the assessments.")
    return GateLine("disagreement", _("Reviewers agree"), not hint, hint, is_warning=True)
