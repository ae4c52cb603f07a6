"""The article workspace with plain forms: no script has to run for any of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Appearance, Article, Claim, Claimant, Event, Sentence, User
from claims.services import marking
from tests import factories
from tests.claims.admin.conftest import Desk, count_queries, said, words, workspace

WORDS = "handled 4,200 ships in 2023"


@pytest.fixture
def article(chae: User, noise: None) -> Article:
    return factories.article(by=chae)


def form(article: Article, **fields: Any) -> dict[str, Any]:
    typed = {"exact": WORDS, "statement": "The port handled 4,200 ships.", "kind": "statistic", "rated": "so"}
    return {f"mark-{name}": value for name, value in (typed | fields).items()}


def mark_url(article: Article) -> str:
    return reverse("admin:claims_article_mark", args=[article.pk])


def judge(article: Article, at_desk: Desk, person: User, **fields: Any) -> Any:
    return at_desk(person).post(reverse("admin:claims_article_sentence", args=[article.pk]), fields)


def test_the_words_are_marked_where_they_were_selected(article: Article, chae: User, at_desk: Desk) -> None:
    start = factories.TEXT.index(WORDS)
    at_desk(chae).post(mark_url(article), form(article, start=start, end=start + len(WORDS)))
    appearance = Appearance.objects.get(article_version__article=article)
    assert (appearance.start, appearance.exact) == (start, WORDS)


def test_words_typed_without_a_place_are_found_where_they_stand_once(
    article: Article, chae: User, at_desk: Desk
) -> None:
    at_desk(chae).post(mark_url(article), form(article))
    assert Appearance.objects.get(article_version__article=article).exact == WORDS


def test_words_that_stand_there_twice_are_asked_for_again_and_nothing_typed_is_lost(
    article: Article, chae: User, at_desk: Desk
) -> None:
    page = at_desk(chae).post(mark_url(article), form(article, exact="a year", statement="Typed with care"))
    assert "more than once" in words(page)
    assert "Typed with care" in words(page)
    assert not Appearance.objects.filter(article_version__article=article).exists()


def test_a_place_that_holds_other_words_is_not_believed(article: Article, chae: User, at_desk: Desk) -> None:
    at_desk(chae).post(mark_url(article), form(article, start=0, end=len(WORDS)))
    assert Appearance.objects.get(article_version__article=article).start == factories.TEXT.index(WORDS)


def test_words_that_are_not_in_the_text_are_refused(article: Article, chae: User, at_desk: Desk) -> None:
    page = at_desk(chae).post(mark_url(article), form(article, exact="handled 4,300 ships"))
    assert "do not stand in the text" in words(page)


def test_a_claimant_is_known_by_any_of_their_names(article: Article, chae: User, at_desk: Desk) -> None:
    holm = Claimant.objects.create(slug="ida-holm", name="Ida Holm", forms=["the mayor"])
    at_desk(chae).post(mark_url(article), form(article, claimant="the mayor"))
    assert Claim.objects.get(appearances__article_version__article=article).claimant == holm


def test_an_unknown_claimant_is_kept_in_the_words_given(article: Article, chae: User, at_desk: Desk) -> None:
    at_desk(chae).post(mark_url(article), form(article, claimant="two dockers"))
    claim = Claim.objects.get(appearances__article_version__article=article)
    assert (claim.claimant, claim.claimant_label) == (None, "two dockers")


def test_an_empty_statement_comes_back_with_the_words_selected(
    article: Article, chae: User, at_desk: Desk
) -> None:
    page = at_desk(chae).post(mark_url(article), form(article, statement=""))
    assert "This field is required." in words(page)
    assert page.context["mark_form"]["exact"].value() == WORDS


def test_who_may_not_mark_is_told_so_and_keeps_the_words(article: Article, ana: User, at_desk: Desk) -> None:
    page = at_desk(ana).post(mark_url(article), form(article))
    assert page.status_code == 200
    assert "Your role does not let you mark claims." in [
        str(one) for one in page.context["mark_form"].non_field_errors()
    ]


def test_who_may_not_mark_sees_no_form_for_it(article: Article, ana: User, at_desk: Desk) -> None:
    assert 'id="mark-form"' not in words(at_desk(ana).get(workspace(article)))


def test_a_sentence_is_ruled_out_with_a_reason(article: Article, chae: User, at_desk: Desk) -> None:
    sentence = Sentence.objects.filter(article_version__article=article).last()
    assert sentence
    judge(article, at_desk, chae, sentence=sentence.pk, act="rule_out", reason="question")
    sentence.refresh_from_db()
    assert (sentence.disposition, sentence.reason) == ("not_checkable", "question")


def test_a_refused_judgement_is_a_message(article: Article, chae: User, at_desk: Desk) -> None:
    sentence = Sentence.objects.filter(article_version__article=article).first()
    assert sentence
    answer = judge(article, at_desk, chae, sentence=sentence.pk, act="complete")
    assert answer.status_code == 302
    assert said(answer) == ["No claim is marked in this sentence. Mark one, or rule the sentence out."]


def test_a_sentence_is_opened_again(article: Article, chae: User, at_desk: Desk) -> None:
    sentence = Sentence.objects.filter(article_version__article=article).last()
    assert sentence
    marking.rule_out(sentence, reason="question", by=chae)
    judge(article, at_desk, chae, sentence=sentence.pk, act="reopen")
    sentence.refresh_from_db()
    assert sentence.disposition == "open"


def test_a_sentence_of_another_article_is_not_found(article: Article, chae: User, at_desk: Desk) -> None:
    other = factories.version(by=chae).sentences.first()
    assert other
    assert judge(article, at_desk, chae, sentence=other.pk, act="reopen").status_code == 404


def test_an_unknown_judgement_is_not_found(article: Article, chae: User, at_desk: Desk) -> None:
    sentence = Sentence.objects.filter(article_version__article=article).first()
    assert sentence
    assert judge(article, at_desk, chae, sentence=sentence.pk, act="bless").status_code == 404


def test_after_the_work_one_is_back_at_the_place(article: Article, chae: User, at_desk: Desk) -> None:
    answer = at_desk(chae).post(mark_url(article), form(article))
    claim = Claim.objects.get(appearances__article_version__article=article)
    assert answer["Location"].endswith(f"/workspace/#claim-{claim.pk}")


def test_an_address_names_the_words_to_begin_with(article: Article, chae: User, at_desk: Desk) -> None:
    start = factories.TEXT.index(WORDS)
    page = at_desk(chae).get(workspace(article), {"start": start, "end": start + len(WORDS)})
    assert page.context["mark_form"].initial["exact"] == WORDS


@pytest.mark.parametrize(
    "query", ["?start=9999&end=10000", "?start=-1&end=4", "?sentence=x", "?start=²&end=3"]
)
def test_an_address_with_nonsense_shows_the_page_all_the_same(
    article: Article, chae: User, at_desk: Desk, query: str
) -> None:
    assert at_desk(chae).get(workspace(article) + query).status_code == 200


def test_an_earlier_version_is_shown_as_it_was(article: Article, chae: User, at_desk: Desk) -> None:
    marking.add_version(article, text="Corrected.\n\nOnly this is left.", by=chae)
    earlier = words(at_desk(chae).get(workspace(article) + "?version=1"))
    latest = words(at_desk(chae).get(workspace(article)))
    assert "We have never seen such a year" in earlier
    assert "Only this is left" in latest


def test_a_version_that_is_not_there_is_not_found(article: Article, chae: User, at_desk: Desk) -> None:
    assert at_desk(chae).get(workspace(article) + "?version=7").status_code == 404


def test_the_page_asks_for_the_same_number_of_rows_however_many_claims_it_shows(
    article: Article, chae: User, at_desk: Desk
) -> None:
    client, version = at_desk(chae), article.latest_version()
    factories.claim(by=chae, in_version=version)
    few = count_queries(client, workspace(article))
    for found in ("port", "4,200", "ships", "the mayor", "Monday"):
        factories.claim(by=chae, words=found, in_version=version)
    assert count_queries(client, workspace(article)) == few


# --- Undo, and where the work goes on -----------------------------------------------------------------------------


def undo(article: Article, at_desk: Desk, by: User) -> Any:
    done = at_desk(by).get(workspace(article)).context["done"]
    return at_desk(by).post(reverse("admin:claims_article_undo", args=[article.pk]), {"event": done.event})


def test_what_was_just_done_is_offered_to_be_taken_back(
    article: Article, chae: User, ben: User, at_desk: Desk
) -> None:
    at_desk(chae).post(mark_url(article), form(article))
    done = at_desk(chae).get(workspace(article)).context["done"]
    assert (done.words, done.quote) == ("Marked", WORDS)
    assert at_desk(ben).get(workspace(article)).context["done"] is None


@pytest.mark.parametrize(
    ("act", "told"),
    [
        ({"act": "rule_out", "reason": "question"}, "Sentence 4 is not checkable: question"),
        ({"act": "reopen"}, "Sentence 4 is open again"),
    ],
)
def test_a_deed_is_told_in_words(
    article: Article, chae: User, at_desk: Desk, act: dict[str, str], told: str
) -> None:
    sentence = Sentence.objects.get(article_version__article=article, number=4)
    judge(article, at_desk, chae, sentence=sentence.pk, **act)
    assert at_desk(chae).get(workspace(article)).context["done"].words == told


def test_undo_leads_back_to_the_place(article: Article, chae: User, at_desk: Desk) -> None:
    at_desk(chae).post(mark_url(article), form(article))
    answer = undo(article, at_desk, chae)
    sentence = Sentence.objects.get(article_version__article=article, number=2)
    assert answer["Location"].endswith(f"#sentence-{sentence.pk}")
    assert not Appearance.objects.filter(article_version__article=article).exists()


def test_a_refused_undo_is_a_message(article: Article, chae: User, ben: User, at_desk: Desk) -> None:
    at_desk(chae).post(mark_url(article), form(article))
    factories.evidence(Claim.objects.latest("pk"), by=ben)
    assert "ben worked on the claim since" in said(undo(article, at_desk, chae))[0]


def test_an_act_of_another_article_is_not_undone_here(article: Article, chae: User, at_desk: Desk) -> None:
    at_desk(chae).post(mark_url(article), form(article))
    event = at_desk(chae).get(workspace(article)).context["done"].event
    other = reverse("admin:claims_article_undo", args=[factories.article(by=chae).pk])
    assert at_desk(chae).post(other, {"event": event}).status_code == 404


def test_after_a_judgement_the_next_open_sentence_is_at_hand(
    article: Article, chae: User, at_desk: Desk
) -> None:
    third, fourth = Sentence.objects.filter(article_version__article=article, number__in=[3, 4])
    answer = judge(article, at_desk, chae, sentence=third.pk, act="rule_out", reason="rhetoric")
    assert answer["Location"].endswith(f"#sentence-{fourth.pk}")


def test_the_coverage_leads_to_what_is_open(article: Article, chae: User, at_desk: Desk) -> None:
    first = Sentence.objects.get(article_version__article=article, number=1)
    assert f'href="#sentence-{first.pk}" data-next-state="open"' in words(
        at_desk(chae).get(workspace(article))
    )


def test_a_claim_is_marked_with_its_due_day(article: Article, chae: User, at_desk: Desk) -> None:
    at_desk(chae).post(mark_url(article), form(article, due_on="2027-01-15"))
    assert str(Claim.objects.latest("pk").due_on) == "2027-01-15"


# --- Checked before -----------------------------------------------------------------------------------------------


def test_one_asks_without_a_script_whether_it_was_checked_and_keeps_the_words(
    article: Article, chae: User, at_desk: Desk
) -> None:
    other = factories.claim(by=chae, statement="The port of Lowmark handled 4,200 ships in 2023.")
    sent = form(article, statement="The port of Lowmark handled 4,300 ships in 2023.") | {"look": "1"}
    page = at_desk(chae).post(mark_url(article), sent)
    assert [one.claim for one, _ in page.context["suggestions"]] == [other]
    assert page.context["mark_form"]["statement"].value() == sent["mark-statement"]
    assert not Appearance.objects.filter(article_version__article=article).exists()


def test_a_claim_that_the_desk_knows_is_marked_here_too(article: Article, chae: User, at_desk: Desk) -> None:
    known = factories.claim(by=chae)
    claims = Claim.objects.count()
    at_desk(chae).post(mark_url(article), form(article, statement="") | {"same_as": known.pk})
    assert Appearance.objects.get(article_version__article=article).claim == known
    assert Claim.objects.count() == claims


def test_a_known_claim_at_words_that_are_not_there_is_refused_with_the_form(
    article: Article, chae: User, at_desk: Desk
) -> None:
    sent = form(article, exact="handled 4,900 ships") | {"same_as": factories.claim(by=chae).pk}
    assert "do not stand in the text" in words(at_desk(chae).post(mark_url(article), sent))


def test_who_may_not_mark_marks_no_known_claim(
    article: Article, chae: User, ana: User, at_desk: Desk
) -> None:
    sent = form(article) | {"same_as": factories.claim(by=chae).pk}
    page = at_desk(ana).post(mark_url(article), sent)
    assert "Your role does not let you mark claims." in map(str, page.context["mark_form"].non_field_errors())
    assert not Appearance.objects.filter(article_version__article=article).exists()


def test_what_is_no_act_of_the_text_is_not_undone(article: Article, chae: User, at_desk: Desk) -> None:
    factories.claim(by=chae, in_version=article.latest_version())
    event = Event.objects.get(kind="claim.marked", article_pk=article.pk)
    answer = at_desk(chae).post(reverse("admin:claims_article_undo", args=[article.pk]), {"event": event.pk})
    assert "can’t be taken back" in said(answer)[0]


def test_an_open_sentence_with_facts_is_suggested_and_says_why(
    article: Article, chae: User, at_desk: Desk
) -> None:
    page = at_desk(chae).get(workspace(article))
    start = factories.TEXT.index("The port")
    assert "Worth a check?" in words(page)
    assert "numbers" in words(page)
    assert f"start={start}&amp;" in page.content.decode()


def test_a_suggestion_that_is_taken_fills_the_form_in(article: Article, chae: User, at_desk: Desk) -> None:
    start = factories.TEXT.index(WORDS)
    address = reverse("admin:claims_article_workspace", args=[article.pk])
    page = at_desk(chae).get(address, {"start": start, "end": start + len(WORDS), "suggest": 1})
    assert page.context["mark_form"].initial["kind"] == "statistic"
    assert page.context["mark_form"].initial["rated"] == "so"


def test_who_marks_nothing_is_suggested_nothing(article: Article, cleo: User, at_desk: Desk) -> None:
    page = at_desk(cleo).get(workspace(article))
    assert "Worth a check?" not in page.content.decode()


def test_words_of_a_quotation_come_with_their_speaker(chae: User, at_desk: Desk) -> None:
    text = "Jane Roe came late. “The port is closed,” she said on Monday."
    quoted = marking.add_article(slug="port", title="The port", text=text, by=chae)
    page = at_desk(chae).get(workspace(quoted), {"start": 20, "end": 41})
    assert page.context["mark_form"].initial["claimant"] == "Jane Roe"
    assert [(one.words, one.claimant) for one in page.context["speech"]] == [
        ("“The port is closed,”", "Jane Roe")
    ]
    assert "start=20&amp;end=41#mark-panel" in page.content.decode()


# --- For a script that stays on the page, and a browser that fetches ahead -------------------------------------------

STAYS = {"X-Stays": "yes"}
QUERIES_OF_A_MARK = 42


def test_who_stays_gets_the_text_with_the_new_mark_alone(article: Article, chae: User, at_desk: Desk) -> None:
    answer = at_desk(chae).post(mark_url(article), form(article), headers=STAYS)
    claim = Appearance.objects.get(article_version__article=article).claim
    page = answer.content.decode()
    assert (answer.status_code, answer["X-Place"]) == (200, f"claim-{claim.pk}")
    assert answer["X-Address"] == workspace(article)
    assert f'id="claim-{claim.pk}"' in page
    assert "masthead" not in page


def test_who_stays_is_not_sent_what_no_mark_changes(article: Article, chae: User, at_desk: Desk) -> None:
    client = at_desk(chae)
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(mark_url(article), form(article), headers=STAYS)
    assert 'id="same-text" data-kept' in answer.content.decode()
    assert "data-kept" not in client.get(workspace(article)).content.decode()
    assert len(asked) <= QUERIES_OF_A_MARK, "\n".join(one["sql"] for one in asked.captured_queries)


def test_who_stays_gets_a_refused_claim_back(article: Article, chae: User, at_desk: Desk) -> None:
    refused = form(article, exact="a year", statement="Typed with care")
    answer = at_desk(chae).post(mark_url(article), refused, headers=STAYS)
    assert "X-Place" not in answer
    assert "Typed with care" in answer.content.decode()


def test_the_page_names_what_a_browser_may_fetch_ahead(article: Article, chae: User, at_desk: Desk) -> None:
    rules = at_desk(chae).get(workspace(article))["Speculation-Rules"].strip('"')
    answer = at_desk(chae).get(rules)
    answer.close()  # a file, which nobody reads here
    assert answer["Content-Type"] == "application/speculationrules+json"
