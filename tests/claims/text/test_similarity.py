"""Words as they are compared, the runs in which two texts differ, and content drift."""

import itertools
import random
import textwrap
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.text import similarity
from claims.text.similarity import ChangeKind, WordEdit

TITLE = "South Korea Considers Arming Ukraine in Response to the Deployment"
FIRST = (
    "South Korea may alter its longstanding stance on military aid. Yoon indicated that it would not “sit idle,” and "
    "left the possibility of sending weapons open. His comments followed discussions with the president in Seoul."
)
SECOND = "The intelligence chief later reported that North Korea had sent 3,000 troops to Russia."
ARTICLE = f"{TITLE}\n\n{FIRST}\n\n{SECOND}\n"
WORDS = st.lists(st.sampled_from("abcdefg"), max_size=12)


def texts(string: str) -> list[str]:
    return [word.text for word in similarity.words(string)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("North Korea’s troops", ["north", "korea's", "troops"]),
        ("13,000 men, 7.5 in all.", ["13,000", "men", "7.5", "in", "all"]),
        ("(–5%) and -3, but 10-20", ["-5", "%", "and", "-3", "but", "10-20"]),
        ("$7 billion since mid-2023", ["$", "7", "billion", "since", "mid-2023"]),
        ("Russia—a denial; U.S. arms", ["russia", "a", "denial", "u.s", "arms"]),
        ("at 10:05, 24.10.2024", ["at", "10:05", "24.10.2024"]),
        ("윤석열 대통령은", ["윤석열", "대통령은"]),
        ("foot\u00adball\u200b’s Viol\u00adence\u200b.", ["football's", "violence"]),
        ("中国人が来た", ["中", "国", "人", "が", "来", "た"]),
        ("हिन्दी में।", ["हिन्दी", "में"]),
        ("e\u0301te\u0301 Été", ["été", "été"]),
        ("… — “”", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@given(st.text())
def test_words_stand_where_they_say(text: str) -> None:
    found = similarity.words(text)
    assert all(0 <= word.start < word.end <= len(text) for word in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


def test_a_letter_under_a_heap_of_marks_takes_no_long_time() -> None:
    began = time.process_time()
    assert len(similarity.words("a" + "\u0301\u0323" * 100_000)) == 1
    assert time.process_time() - began < 3  # 0.01 s; by the square it would be half a minute


def applied(before: list[str], after: list[str], edits: list[WordEdit]) -> list[str]:
    result, done = [], 0
    for edit in edits:
        result += before[done : edit.before_start] + after[edit.after_start : edit.after_end]
        done = edit.before_end
    return result + before[done:]


@given(WORDS, WORDS)
def test_the_edits_make_one_of_the_other(before: list[str], after: list[str]) -> None:
    edits = similarity.compare(before, after)
    assert applied(before, after, edits) == after
    assert all(one.before_end < other.before_start for one, other in itertools.pairwise(edits))
    assert bool(edits) is (before != after)


@given(WORDS, WORDS)
def test_landmarks_do_not_make_the_edits_wrong(before: list[str], after: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(similarity, "WORDS_COMPARED", 3)
        assert applied(before, after, similarity.compare(before, after)) == after


def test_a_long_text_is_compared_between_its_landmarks() -> None:
    before = [str(number) for number in range(3 * similarity.WORDS_COMPARED)]
    after = ["new", *before[:10_000], "put", "in", *before[10_000:20_000], *before[20_001:], "more"]
    assert similarity.compare(before, after) == [
        WordEdit(0, 0, 0, 1),
        WordEdit(10_000, 10_000, 10_001, 10_003),
        WordEdit(20_000, 20_001, 20_003, 20_003),
        WordEdit(len(before), len(before), len(after) - 1, len(after)),
    ]


def test_long_texts_without_landmarks_are_one_edit(monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = list("aabbaa"), list("bbaabb")
    assert len(similarity.compare(before, after)) > 1
    monkeypatch.setattr(similarity, "WORDS_COMPARED", 5)
    assert similarity.compare(before, after) == [WordEdit(0, 6, 0, 6)]


def test_landmarks_that_changed_places_are_none() -> None:
    before = [str(number) for number in range(2 * similarity.WORDS_COMPARED)]
    after = [*before[-100:], *before[:-100]]
    assert applied(before, after, similarity.compare(before, after)) == after
    assert len(similarity.compare(before, after)) == 2


@pytest.mark.parametrize(
    "after",
    [
        ARTICLE,
        ARTICLE.replace("“", '"').replace("”", '"').upper(),
        textwrap.fill(ARTICLE, 40),
        f"{SECOND}\n\n{TITLE}\n\n{FIRST}\n",
        "Home\nNews\nMost read\n" + ARTICLE + "Share on Facebook\n5 comments\n",
        ARTICLE
        + "Published 24 October 2024, 10:05 KST\nUpdated: Oct. 25, 2024 at 9 a.m.\nLast updated 3 hours ago.\n",
        ARTICLE + "입력 2024-10-24 10:05:33 수정 2024년 10월 25일\n",
        ARTICLE + "By Kim Min-ji, 24/10/2024\n* * *\n",
    ],
    ids=["same", "marks and case", "lines", "moved", "menus", "datelines", "Korean dateline", "byline"],
)
def test_what_is_no_drift(after: str) -> None:
    assert similarity.drift(ARTICLE, after).words_changed == 0


@pytest.mark.parametrize(
    ("old", "new", "removed", "added"),
    [
        ("3,000 troops", "13,000 troops", 1, 1),
        ("would not “sit", "would “sit", 1, 0),
        ("had sent", "had not sent", 0, 1),
        ("later reported", "reported on 8 October", 1, 3),
        (" in Seoul.", ". It was in Warsaw.", 2, 4),
    ],
)
def test_few_words_changed(old: str, new: str, removed: int, added: int) -> None:
    found = similarity.drift(ARTICLE, ARTICLE.replace(old, new))
    assert (found.removed, found.added) == (removed, added)
    assert 0 < found.ratio_changed < 0.06


def test_a_change_shows_the_sentences_of_both_texts() -> None:
    after = "A line put before it, which says something new.\n" + ARTICLE.replace("3,000", "9,000")
    added, replaced = similarity.drift(ARTICLE, after).changes
    assert (added.kind, added.before, added.added) == (ChangeKind.ADDED, None, 9)
    assert replaced.before
    assert replaced.after
    assert replaced.before.of(ARTICLE).endswith("sent 3,000 troops to Russia.")
    assert replaced.after.of(after).endswith("sent 9,000 troops to Russia.")
    assert (replaced.kind, replaced.words_changed) == (ChangeKind.REPLACED, 2)


def test_a_sentence_taken_out() -> None:
    gone = "His comments followed discussions with the president in Seoul."
    (change,) = similarity.drift(ARTICLE, ARTICLE.replace(gone, "")).changes
    assert change.kind is ChangeKind.REMOVED
    assert change.before
    assert change.before.of(ARTICLE) == gone


@pytest.mark.parametrize(
    ("phrase", "kinds"),
    [
        ("the three thousand soldiers from Pyongyang", [ChangeKind.REPLACED]),
        ("the three thousand", [ChangeKind.REMOVED, ChangeKind.ADDED]),
    ],
)
def test_sentences_that_share_a_phrase_are_versions_of_one_another(
    phrase: str, kinds: list[ChangeKind]
) -> None:
    before = f"Nobody in Seoul doubts any more, said a minister on Monday evening, that {phrase} arrived."
    after = (
        f"Washington, which had long waited for proof before it spoke, now counts {phrase} as combatants too."
    )
    assert [change.kind for change in similarity.drift(before, after).changes] == kinds


def test_a_date_in_a_sentence_is_no_dateline() -> None:
    before = "The two ministers signed the treaty on 8 October 2024 in the city of Seoul."
    assert similarity.drift(before, before.replace("8 October", "9 October")).words_changed == 2


def test_another_page_has_drifted_wholly() -> None:
    other = (
        "Apple presented a new telephone on Tuesday. It costs more than the last one did, and weighs less."
    )
    found = similarity.drift(ARTICLE, other)
    assert found.ratio_changed > 0.95
    assert similarity.drift(ARTICLE, "").ratio_changed == 1.0
    assert similarity.drift("", "").ratio_changed == 0.0


@given(st.text(), st.text())
@example("", "0\t0.¹:0㐀0%0\t0")
def test_drift_is_a_share_and_the_sum_of_its_changes(before: str, after: str) -> None:
    found = similarity.drift(before, after)
    assert 0.0 <= found.ratio_changed <= 1.0
    assert sum(change.words_changed for change in found.changes) == found.words_changed
    assert all(change.words_changed > 0 for change in found.changes)


@pytest.mark.parametrize("kind", ["every word", "every line", "order", "endless line"])
def test_large_texts_take_bounded_time(kind: str) -> None:
    chance = random.Random(7)
    before = [f"{chance.choice(['men', 'arms'])} {number}." for number in range(20_000)]
    after = {
        "every word": [f"x{line}" for line in before],
        "every line": [f"{line} more" for line in before],
        "order": before[10_000:] + before[:10_000],
        "endless line": [" ".join(before).replace("men", "women")],
    }[kind]
    began = time.process_time()
    similarity.drift("\n".join(before), "\n".join(after))
    assert time.process_time() - began < 20  # at most 1 s
