"""What the public document holds, and above all what it never holds."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from claims.models import Claimant, Publication, Verdict
from claims.presenters import document
from claims.services import anchoring, assessing, citing, contacting, marking, publishing, reviewing
from tests import captures, factories

pytestmark = pytest.mark.usefixtures("noise")

GOLDEN = Path(__file__).parents[2] / "golden" / "document.json"
AT = datetime(2025, 6, 2, 10, 0, 30, 123456, tzinfo=UTC)
KEYS = {
    "number", "slug", "published_at", "language", "change", "claim", "claimant", "appearances", "rating", "scale", "as_of",
    "summary", "explanation", "how_checked", "would_change", "methodology", "credits", "citations", "corrections", "related",
}  # fmt: skip


def build(verdict, number=1, at=AT):
    return document.build(Verdict.objects.get(pk=verdict.pk), number=number, at=at)


def frozen(claim):
    return json.loads(
        Publication.objects.filter(claim=claim).order_by("-number").values_list("document", flat=True)[0]
    )


@pytest.fixture
def claim(chae):
    return factories.claim(by=chae)


@pytest.fixture
def protected(chae):
    return factories.source(
        by=chae, is_sensitive=True, public_wording="A person with knowledge of the port", publisher="Olga Secret",
        title="Olga's page", kind="interview", published_on="2024-01-02", language="fr",
        interest="her cousin owns it", note="met at the pier", witness="Olga herself",
    )  # fmt: skip


def test_a_document_has_these_keys_and_no_other(claim, chae):
    assert set(build(factories.draft(claim, by=chae))) == KEYS


def test_moments_are_rfc_3339_in_utc(claim, chae):
    assert build(factories.draft(claim, by=chae))["published_at"] == "2025-06-02T10:00:30Z"


def test_serialised_keys_are_sorted_and_letters_stay_letters():
    assert document.serialise({"b": "사실", "a": [1, None]}) == '{"a":[1,null],"b":"사실"}'


def test_a_number_that_json_does_not_know_is_refused():
    with pytest.raises(ValueError):
        document.serialise({"a": float("nan")})


def test_the_same_verdict_gives_the_same_text(claim, chae):
    verdict = factories.submitted(claim, by=chae)
    assert document.serialise(build(verdict)) == document.serialise(build(verdict))


def test_the_texts_are_the_verdicts(claim, chae):
    built = build(factories.draft(claim, by=chae, would_change="The list itself."))
    assert built["summary"] == factories.CONTENT["summary"]
    assert built["would_change"] == "The list itself."
    assert built["as_of"] == "2024-11-01"


def test_a_rating_carries_its_words_and_its_scale(claim, chae, scale):
    built = build(factories.draft(claim, by=chae, rating=scale["accurate"]))
    assert built["rating"] == {
        "slug": "accurate", "label": "Accurate", "labels": {}, "number": 5, "meaning": "Accurate, as defined.", "colour": "neutral",
    }  # fmt: skip
    assert (built["scale"]["worst"], built["scale"]["best"]) == (1, 5)


def test_line_labels_are_never_exported(claim, chae, scale):
    scale["accurate"].line_label = "Confirmed in the line"
    scale["accurate"].save()
    assert "Confirmed in the line" not in document.serialise(build(factories.draft(claim, by=chae)))


def test_a_rating_off_the_scale_has_no_number(claim, chae, scale):
    built = build(factories.draft(claim, by=chae, rating=scale["needs-context"]))
    assert built["rating"]["number"] is None


def test_the_role_is_the_one_at_the_time(chae):
    mayor = Claimant.objects.create(slug="ida-holm", name="Ida Holm", role="Mayor", country="KR")
    built = build(
        factories.draft(factories.claim(by=chae, claimant=mayor, claimant_role="Candidate"), by=chae)
    )
    assert built["claimant"]["role"] == "Candidate"
    assert set(built["claimant"]) == {"slug", "kind", "name", "native_name", "role", "country", "same_as"}


def test_a_claimant_without_a_name_is_told_in_words(claim, chae):
    claimant = build(factories.draft(claim, by=chae))["claimant"]
    assert (claimant["name"], claimant["slug"], claimant["kind"]) == ("the article", None, None)


def test_a_claim_without_any_claimant_has_none(chae):
    assert build(factories.draft(factories.claim(by=chae, claimant_label=""), by=chae))["claimant"] is None


def test_an_appearance_shows_its_sentence_and_its_anchor(claim, chae):
    (shown,) = build(factories.draft(claim, by=chae))["appearances"]
    assert shown["excerpt"] == "The port of Lowmark handled 4,200 ships in 2023, the mayor said on Monday."
    assert shown["anchor"]["exact"] == "handled 4,200 ships in 2023"
    assert factories.TEXT[shown["anchor"]["start"] : shown["anchor"]["end"]] == shown["anchor"]["exact"]


@pytest.mark.parametrize(
    "hidden",
    [{"is_public": False}, {"embargo_until": AT + timedelta(seconds=1)}],
    ids=["kept back", "embargoed"],
)
def test_an_article_that_is_not_out_is_not_named(chae, hidden):
    version = factories.version(by=chae, **hidden)
    claim = factories.claim(by=chae, in_version=version)
    text = document.serialise(build(factories.draft(claim, by=chae)))
    assert json.loads(text)["appearances"] == []
    assert version.article.title not in text


def test_an_embargo_that_is_over_hides_nothing(chae):
    version = factories.version(by=chae, embargo_until=AT)
    claim = factories.claim(by=chae, in_version=version)
    assert len(build(factories.draft(claim, by=chae))["appearances"]) == 1


def test_an_appearance_at_an_address_is_its_address(claim, chae):
    claim.appearances.create(url="https://elsewhere.example/a", appeared_on="2024-10")
    shown = build(factories.draft(claim, by=chae))["appearances"]
    assert {"url": "https://elsewhere.example/a", "appeared_on": "2024-10"} in shown


def test_more_appearances_and_evidence_cost_no_more_queries(claim, chae, django_assert_max_num_queries):
    for _ in range(5):
        marking.mark_appearance(claim, factories.version(by=chae), start=0, end=5, by=chae)
        factories.evidence(claim, by=chae)
    verdict = Verdict.objects.with_parts().get(pk=factories.submitted(claim, by=chae).pk)
    with django_assert_max_num_queries(8):
        document.build(verdict, number=1, at=AT)


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        (5, 8, "Two words."),
        (0, 3, "One. Two words."),
        (16, 20, "Three"),
    ],
    ids=["its sentence", "both sentences", "no sentence"],
)
def test_an_excerpt_is_the_sentences_touched(start, end, shown):
    sentences = {5: [(0, 4), (5, 15)], 0: [(0, 4), (2, 15)], 16: []}[start]
    assert document.excerpt("One. Two words. Three", start, 21 if start == 16 else end, sentences) == shown


def test_an_excerpt_of_a_long_sentence_is_cut_on_both_sides():
    text = "a" * 5000
    shown = document.excerpt(text, 2000, 2010, [(0, 5000)])
    assert (shown[:2], shown[-2:]) == ("…a", "a…")
    assert len(shown) <= document.EXCERPT + 2


def test_a_claim_longer_than_an_excerpt_is_cut():
    assert document.excerpt("b" * 5000, 0, 5000, [(0, 5000)]) == "b" * document.EXCERPT + "…"


def test_a_citation_has_these_keys_and_no_other(claim, chae):
    factories.evidence(
        claim, by=chae, summary="ours", note="inside", translator="Kim of the desk", as_of="2024-10-24"
    )
    (cited,) = build(factories.submitted(claim, by=chae))["citations"]
    assert set(cited) == {
        "number", "form", "stance", "source", "quote", "translation", "date", "hindsight", "transcription", "sha256",
        "captured_at", "search",
    }  # fmt: skip
    assert set(cited["source"]) == {"slug", "publisher", "title", "kind", "language", "date", "url"}


def test_a_negative_search_says_where_and_when_and_never_who(claim, chae):
    citing.record_search(claim, where="Lowmark archive", words="ships record", on=date(2024, 11, 1), by=chae)
    (cited,) = build(factories.submitted(claim, by=chae))["citations"]
    assert cited["search"] == {"where": "Lowmark archive", "words": "ships record", "on": "2024-11-01"}
    assert cited["source"] is None


def test_a_protected_source_is_its_public_wording_alone(claim, chae, protected):
    factories.evidence(claim, by=chae, source=protected, quote="They doubled it", as_of="2024-01-02")
    (cited,) = build(factories.submitted(claim, by=chae))["citations"]
    assert cited["source"] == {
        "slug": None, "publisher": "A person with knowledge of the port", "title": "", "kind": "", "language": "",
        "date": "", "url": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    "secret",
    ["Olga", "source-", "2024-01-02", "cousin", "pier", "https://", "They doubled it", "On les a doublés"],
)
def test_nothing_of_a_protected_source_leaks(claim, chae, protected, secret):
    factories.evidence(
        claim,
        by=chae,
        source=protected,
        quote="On les a doublés",
        translation="They doubled it",
        as_of="2024-01-02",
    )
    text = document.serialise(build(factories.submitted(claim, by=chae)) | {"appearances": []})
    assert "A person with knowledge of the port" in text
    assert secret not in text


def test_words_of_a_protected_person_without_an_address_are_shown(claim, chae):
    person = factories.source(
        by=chae, url="", is_sensitive=True, public_wording="An official", kind="interview"
    )
    factories.evidence(claim, by=chae, source=person, quote="They doubled it")
    (cited,) = build(factories.submitted(claim, by=chae))["citations"]
    assert cited["quote"] == "They doubled it"


def captured(claim, source, chae):
    captures.capture(source)
    factories.evidence(claim, by=chae, source=source, quote=captures.QUOTE)
    evidence = claim.evidence.get()
    anchoring.anchor(evidence, source.latest_snapshot())
    (cited,) = build(factories.submitted(claim, by=chae))["citations"]
    return cited


def test_a_captured_passage_carries_the_hash_of_the_bytes(claim, chae):
    source = factories.source(by=chae)
    cited = captured(claim, source, chae)
    assert cited["sha256"] == source.latest_snapshot().body_id
    assert cited["captured_at"].endswith("Z")


def test_the_capture_of_a_protected_source_is_not_told(claim, chae):
    secret = factories.source(by=chae, is_sensitive=True, public_wording="An official")
    cited = captured(claim, secret, chae)
    assert (cited["sha256"], cited["captured_at"]) == (None, None)


def test_nothing_of_the_desk_inside_leaks(claim, chae, ana, ben, scale):
    assessing.assess(
        claim, by=ana, rating=scale["inaccurate"], reasoning="Assessed in private", notes="Noted in private"
    )
    marking.add_note(claim, kind="remark", text="Remarked in private", by=chae)
    contacting.contact(claim, channel="Telephone +1 555", outcome="Rang in private", by=chae)
    factories.evidence(claim, by=chae, note="Evidence in private")
    verdict = factories.approved(claim, by=chae, approver=ben, no_contact_reason="Reasons in private")
    text = document.serialise(build(verdict))
    assert [word for word in ("private", "+1 555", '"ana', '"chae', '"ben') if word in text] == []


def test_other_peoples_full_texts_stay_inside(chae):
    version = factories.version(by=chae, shows_whole_text=False)
    text = document.serialise(build(factories.draft(factories.claim(by=chae, in_version=version), by=chae)))
    assert "Ida Holm told reporters" not in text


def test_a_withdrawal_takes_the_verdict_back(chae, ben):
    claim = factories.published_claim(author=chae, editor=ben)
    old = Verdict.objects.published().get(claim=claim)
    notice = reviewing.draft_withdrawal(old, by=chae, public_note="The list was of another port.")
    built = build(notice, number=2)
    assert set(built) == KEYS
    assert (built["rating"], built["scale"], built["as_of"], built["citations"]) == (None, None, None, [])
    assert {built[name] for name in ("summary", "explanation", "how_checked", "would_change", "credits")} == {
        ""
    }
    assert built["change"] == {"class": "withdrawal", "note": "The list was of another port."}


@pytest.mark.parametrize(
    ("change", "counted"),
    [("rating_correction", 1), ("other_correction", 1), ("update", 0), ("minor", 0)],
)
def test_two_classes_of_change_are_corrections(chae, ben, change, counted):
    claim = factories.published_claim(author=chae, editor=ben)
    old = Verdict.objects.published().get(claim=claim)
    built = build(reviewing.draft_correction(old, by=chae, change=change, public_note="Changed."), number=2)
    assert len(built["corrections"]) == counted
    assert built["change"] == {"class": change, "note": "Changed."}


def test_corrections_are_told_oldest_first_with_their_numbers(chae, ben):
    claim = factories.published_claim(author=chae, editor=ben)
    for note in ("First.", "Second."):
        old = Verdict.objects.published().get(claim=claim)
        new = reviewing.draft_correction(old, by=chae, change="other_correction", public_note=note)
        publishing.approve_and_publish(
            reviewing.submit(new, by=chae), by=ben, overrides={"captured": "By hand."}
        )
    assert [(told["number"], told["note"]) for told in frozen(claim)["corrections"]] == [
        (2, "First."),
        (3, "Second."),
    ]


def overlapping(chae, ben, **fields):
    version = factories.version(by=chae)
    first = factories.published_claim(author=chae, editor=ben, in_version=version, **fields)
    second = factories.claim(by=chae, in_version=version, words="4,200 ships")
    return first, build(factories.draft(second, by=chae), at=timezone.now())["related"]


def test_published_checks_of_the_same_words_are_related(chae, ben):
    first, related = overlapping(chae, ben)
    assert related == [{"slug": first.slug}]


def test_unpublished_and_internal_checks_are_not_related(chae, ben):
    assert overlapping(chae, ben, reach="internal")[1] == []


def test_published_bytes_are_the_documents_bytes(chae, ben):
    claim = factories.published_claim(author=chae, editor=ben)
    stored = Publication.objects.get(claim=claim)
    assert stored.document == document.serialise(json.loads(stored.document))
    assert json.loads(stored.document)["number"] == stored.number == 1


def golden_verdict(by, scale):
    """A verdict with a bit of everything, and nothing in it that differs from run to run."""
    mayor = Claimant.objects.create(
        slug="ida-holm", name="Ida Holm", native_name="이다 홀름", role="Mayor of Lowmark", country="KR",
        same_as=["https://www.wikidata.org/wiki/Q1"],
    )  # fmt: skip
    where = factories.version(
        by=by, slug="harbour", title="Harbour traffic doubled", outlet="The Lowmark Gazette", published_on="2024-01-15",
        url="https://gazette.example/harbour",
    )  # fmt: skip
    claim = factories.claim(
        by=by, in_version=where, slug="port-handled-4200-ships", statement="The port of Lowmark handled 4,200 ships in 2023.",
        claimant=mayor, claimed_on="2024-01-15",
    )  # fmt: skip
    lists = factories.source(by=by, slug="port-list", publisher="Port of Lowmark", title="Calls in 2023", kind="primary",
                             url="https://port.example/2023", published_on="2024-01-09", language="de")  # fmt: skip
    factories.evidence(
        claim,
        by=by,
        slug="ev-1",
        source=lists,
        quote="4.200 Schiffe",
        translation="4,200 ships",
        as_of="2024-01",
    )
    insider = factories.source(by=by, slug="insider", url="", kind="interview", publisher="Olga Secret", is_sensitive=True,
                               public_wording="A pilot of the port")  # fmt: skip
    factories.evidence(claim, by=by, slug="ev-2", source=insider, stance="qualifies", quote="Tugs were counted too",
                       is_hindsight=True, transcription="Taken down by hand")  # fmt: skip
    citing.record_search(claim, where="Lowmark archive", words="ships record", on=date(2024, 11, 1), by=by)
    return factories.submitted(
        claim, by=by, rating=scale["partly-accurate"], would_change="A list without the tugs."
    )


def test_the_golden_document(chae, scale):
    """One document as a whole: whoever changes it changes what every reader of the API gets."""
    scale["partly-accurate"].labels = {"ko": "절반의 사실"}
    scale["partly-accurate"].save()
    built = build(golden_verdict(chae, scale))
    assert built == json.loads(GOLDEN.read_text())


def test_every_part_of_a_proposal_has_words(chae, scale):
    verdict = factories.draft(factories.claim(by=chae), by=chae, rating=scale["accurate"])
    assert set(document.proposal(verdict)) == {*document.PARTS, "citations"}
