"""A claim's whole day over the API: from the article to the correction of what was published."""

from __future__ import annotations

import json

from claims.models import Claim, DeskSettings, Event, Source
from tests import factories
from tests.claims.api.desk.conftest import program, told

TEXT = "The port of Lowmark handled 4,200 ships in 2023. Is it a record?"
VERDICT = {name: value for name, value in factories.CONTENT.items() if isinstance(value, str)}


def body(response):
    assert response.status_code in {200, 201}, response.content
    return json.loads(response.content)


def drafted(checker, scale, **more):
    article = checker.add("articles/", {"title": "Harbour", "text": TEXT})
    place = {"article_version": article["latest_version"], "start": 20, "end": 47}
    claim = checker.add("claims/", {**place, "statement": "4,200 ships came in 2023.", "kind": "statistic"})
    source = checker.add("sources/", {"kind": "primary", "publisher": "Harbour Office"})
    passage = {"claim": claim["id"], "source": source["id"], "quote": "4,200 ships", "stance": "supports"}
    checker.add("evidence/", passage)
    search = {"claim": claim["id"], "where": "Index", "words": "4,200", "on": "2024-11-01"}
    checker.add("searches/", search)
    words = {**VERDICT, "as_of": "2024-11-01", "rating": "accurate", **more}
    return claim, checker.add("verdicts/", {"claim": claim["id"], **words})


def test_from_the_article_to_the_published_verdict_and_its_correction(checker, editor, scale):
    claim, verdict = drafted(checker, scale)
    path = f"verdicts/{verdict['id']}/"
    assert body(checker.step(path, "submit"))["state"] == "submitted"
    assert body(editor.step(path, "approve"))["approved_by"] == "ben"
    refused = editor.step(path, "publish")
    lines = told(refused)["lines"]
    assert (refused.status_code, told(refused)["code"], bool(lines)) == (409, "gate_not_met", True)
    reasons = dict.fromkeys(lines, "By hand.")
    assert body(editor.step(path, "publish", {"overrides": reasons}))["state"] == "published"
    shown = editor.read(f"publications/?claim={claim['id']}")["results"]
    assert [(one["number"], one["standing"]) for one in shown] == [(1, "current")]
    assert checker.read(f"claims/{claim['id']}/")["status"] == "published"
    correction = body(checker.step(path, "correct", {"change": "minor", "public_note": "A comma."}))
    assert (correction["state"], correction["supersedes"]) == ("draft", verdict["id"])
    kinds = [one["kind"] for one in checker.read(f"events/?claim={claim['id']}&limit=100")["results"]]
    assert {"claim.marked", "verdict.approved", "verdict.published", "correction.drafted"} <= set(kinds)


def test_who_wrote_any_of_it_cannot_approve_it(editor, scale):
    _, verdict = drafted(editor, scale)
    path = f"verdicts/{verdict['id']}/"
    body(editor.step(path, "submit"))
    refused = editor.step(path, "approve")
    assert (refused.status_code, told(refused)["code"]) == (409, "four_eyes")


def test_roles_hold_as_on_the_desk(ana, checker, scale):
    _, verdict = drafted(checker, scale)
    path = f"verdicts/{verdict['id']}/"
    contributor = program(ana)
    assert contributor.change(path, {"summary": "Mine."}).status_code == 403
    assert contributor.step(path, "submit").status_code == 403
    assert contributor.ask("POST", f"{path}approve/").status_code == 403
    assert contributor.change(path, {"summary": "Mine."}).status_code == 403


def test_a_verdict_is_sent_back_edited_and_discarded(checker, editor, scale):
    _, verdict = drafted(checker, scale)
    path = f"verdicts/{verdict['id']}/"
    body(checker.step(path, "submit"))
    sent = body(editor.step(path, "send-back", {"reason": "Name the year."}))
    assert (sent["state"], sent["sent_back_reason"]) == ("draft", "Name the year.")
    assert body(checker.change(path, {"summary": "In 2023."}))["summary"] == "In 2023."
    assert body(checker.step(path, "discard"))["state"] == "discarded"


def test_a_step_is_taken_with_what_was_read(checker, editor, scale):
    """An approval of other words than were read is refused."""
    _, verdict = drafted(checker, scale)
    path = f"verdicts/{verdict['id']}/"
    body(checker.step(path, "submit"))
    seen = editor.tag(path)
    body(checker.step(path, "send-back", {"reason": "A slip."}))
    body(checker.change(path, {"summary": "Other words."}))
    body(checker.step(path, "submit"))
    assert editor.ask("POST", f"{path}approve/", If_Match=seen).status_code == 412


def test_others_assessments_are_hidden_where_the_desk_rates_blindly(checker, editor, chae, scale):
    DeskSettings.objects.create(blind_assessments=True)
    claim = factories.claim(by=chae)
    mine = {"claim": claim.pk, "rating": "accurate", "reasoning": "Read the list."}
    made = checker.add("assessments/", mine)
    assert editor.read(f"assessments/?claim={claim.pk}")["results"] == []
    assert editor.ask("GET", f"assessments/{made['id']}/").status_code == 404
    kinds = [one["kind"] for one in editor.read(f"events/?claim={claim.pk}")["results"]]
    assert "claim.assessed" not in kinds
    editor.add("assessments/", {**mine, "rating": "inaccurate"})
    assert len(editor.read(f"assessments/?claim={claim.pk}")["results"]) == 2
    assert editor.change(f"assessments/{made['id']}/", {"reasoning": "Not mine."}).status_code == 403
    assert body(checker.change(f"assessments/{made['id']}/", {"confidence": "high"}))["confidence"] == "high"
    assert checker.ask("POST", "assessments/", mine).status_code == 412


def test_a_protected_source_stays_hidden(checker, editor, chae):
    claim = factories.claim(by=chae)
    hidden = factories.source(by=chae, is_sensitive=True, public_wording="a person at the port")
    factories.evidence(claim, by=chae, source=hidden)
    assert editor.ask("GET", f"sources/{hidden.pk}/").status_code == 404
    assert editor.read(f"evidence/?source={hidden.pk}")["results"] == []
    new = {"claim": claim.pk, "source": hidden.pk, "quote": "x", "stance": "supports"}
    assert editor.ask("POST", "evidence/", new).status_code == 422


def test_evidence_names_a_source_or_a_capture(checker, chae):
    new = {"claim": factories.claim(by=chae).pk, "quote": "x", "stance": "supports"}
    assert checker.ask("POST", "evidence/", new).status_code == 422


def test_discussion_queries_and_claimants(checker, chae):
    claim = factories.claim(by=chae)
    said = checker.add("comments/", {"claim": claim.pk, "text": "Which list?"})
    checker.add("comments/", {"claim": claim.pk, "text": "The mayor’s.", "answers": said["id"]})
    assert body(checker.step(f"comments/{said['id']}/", "take-back"))["text"] == ""
    version = claim.appearances.get().article_version
    asked = checker.add("queries/", {"article_version": version.pk, "question": "Who said so?"})
    answered = checker.step(f"queries/{asked['id']}/", "answer", {"answer": "stet", "reason": "It is so."})
    assert body(answered)["state"] == "answered"
    holm = checker.add(
        "claimants/", {"slug": "ida-holm", "name": "Ida Holm", "same_as": ["https://a.example/"]}
    )
    assert body(checker.change(f"claimants/{holm['id']}/", {"role": "Mayor"}))["role"] == "Mayor"
    assert Event.objects.filter(kind="comment.taken_back").exists()
    assert (Claim.objects.count(), Source.objects.count()) == (1, 0)
