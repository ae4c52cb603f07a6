"""The notices that publishers print: what is one, of what kind, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text import notices

BODY = "The harbour master read the list aloud on Friday.\nForty ships had called at the port, he said.\n"


def kinds(line: str, *, title: str = "Ships at the port") -> list[str]:
    return [str(one.kind) for one in notices.find(f"{title}\n{BODY}{line}\nMore of the day’s news", title)]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Correction: The list was read on Friday, not on Thursday.", "correction"),
        ("CORRECTION (24 October 2024): The port lies in Lowmark.", "correction"),
        ("Correction, Oct. 24, 2024: The port lies in Lowmark.", "correction"),
        ("Corrections & Clarifications: The fee was set in spring.", "correction"),
        ("• This article was amended on 24 October 2024 to give the right number of ships.", "correction"),
        ("This story has been corrected to show that forty ships called.", "correction"),
        ("This post has been updated to correct the name of the port.", "correction"),
        ("This Oct. 24 story has been corrected to fix the spelling of Lowmark.", "correction"),
        ("(Corrects paragraph 2 to say forty, not fourteen)", "correction"),
        ("An earlier version of this article gave a wrong number of ships.", "correction"),
        ("In a previous version of this story, the port was in another country.", "correction"),
        ("Because of an editing error, a headline on this article named another port.", "correction"),
        ("Editor’s note: This story has been changed; it misspelled the name of the harbour master.", "correction"),
        ("The fee is due in spring. (This article has been amended to name the right month.)", "correction"),
        ("Correction appended.", "correction"),
        ("Clarification: The fee is paid by owners, not by captains.", "clarification"),
        ("RETRACTED: Ships at the port", "none"),
        ("We have removed this article while we look into how it was reported.", "retraction"),
        ("This article has been retracted.", "retraction"),
        ("This story was withdrawn because its numbers could not be confirmed.", "retraction"),
        ("The Gazette has retracted this story after a review.", "retraction"),
        ("Editor’s note: We have retracted this story, which did not meet our standards.", "retraction"),
        ("[정정보도] 항구에 들어온 배는 마흔 척이 아니라 열네 척이었습니다.", "correction"),
        ("바로잡습니다: 항구의 이름은 로마크입니다.", "correction"),
        ("본지는 지난 24일자 기사에서 배가 마흔 척이라고 보도했으나 사실과 달라 이를 바로잡습니다.", "correction"),
        ("[반론보도] 항만청은 요금을 올린 적이 없다고 밝혀왔습니다.", "clarification"),
        ("이 기사는 24일 오후에 수정됐습니다.", "correction"),
        ("해당 기사는 언론사의 요청으로 삭제되었습니다.", "retraction"),
        ("Korrektur: In der Liste standen vierzig Schiffe, nicht vierzehn.", "correction"),
        ("In einer früheren Version dieses Artikels stand eine falsche Zahl.", "correction"),
        ("Rectificatif : le port se trouve à Lowmark et non ailleurs.", "correction"),
        ("Une version précédente de cet article donnait un autre chiffre.", "correction"),
        ("Corrección: el puerto recibió cuarenta barcos, no catorce.", "correction"),
        ("訂正：港に入った船は四十隻でした。", "correction"),
    ],
)  # fmt: skip
def test_what_publishers_print(line: str, kind: str) -> None:
    assert kinds(line) == ([] if kind == "none" else [kind])


@pytest.mark.parametrize(
    "line",
    [
        "Corrections",
        "Correction policy",
        "See an error? Report a correction.",
        "To request a correction, write to the editors.",
        "The ministry printed a correction on Monday and apologised.",
        "“Correction: it was forty ships,” the ministry wrote.",
        "Retraction of the paper on ships stirs debate",
        "RETRACTED: Ships and the tides, by other people",
        "The journal has retracted the study on tides.",
        "An earlier version of this article appeared in the Lowmark Gazette.",
        "This story has been updated with comments from the harbour master.",
        "This article was updated to include a picture.",
        "Editor’s note: The author once worked for the port.",
        "Editor’s note: Sign up for our letter about ships.",
        "Correction: Ships story",
        "A man was taken to the Lowmark correctional facility.",
        "정정보도 신청",
        "정정보도",
        "기사수정 2024.10.24 10:05",
        "대통령은 발언을 정정했다.",
        "Das Urteil wurde korrigiert.",
    ],
)
def test_what_only_looks_like_one(line: str) -> None:
    assert kinds(line) == []


def test_a_label_alone_counts_with_the_sentence_below_it() -> None:
    text = f"{BODY}Correction\n24 October 2024\nThe number of ships was wrong: it was forty.\nShare"
    (found,) = notices.find(text)
    assert found.span.of(text) == "Correction\n24 October 2024\nThe number of ships was wrong: it was forty."
    assert notices.find(f"{BODY}Corrections\nAbout us\nThe number of ships was wrong.\n") == []


def test_a_title_may_be_a_notice_itself() -> None:
    title = "RETRACTED: Ships and the tides"
    assert [str(one.kind) for one in notices.find(f"{title}\n{BODY}", title)] == ["retraction"]


def test_a_page_that_collects_corrections_has_none_of_its_own() -> None:
    assert (
        kinds("Correction: The port lies in Lowmark.", title="Corrections and clarifications | Gazette") == []
    )


def test_what_readers_write_below_does_not_count() -> None:
    assert kinds("12 Comments\nCorrection: The port lies in Lowmark, as anybody knows.") == []


@pytest.mark.parametrize(
    ("notice", "quote", "concerned"),
    [
        ("Correction: 3,000 ships called, not 13,000.", "over 13,000 ships", True),
        ("This article was amended on 13 October 2024. The harbour master is Ida Holm.", "13 ships called in 2024", False),
        ("Correction: The breakwater was built of granite.", "a breakwater of granite and oak", True),
        ("Correction: The picture shows another ship.", "Ida Holm said that nobody keeps a list", False),
    ],
)  # fmt: skip
def test_whether_it_is_about_the_quoted_words(notice: str, quote: str, *, concerned: bool) -> None:
    (found,) = notices.find(notice)
    assert notices.concerns(found, quote, f"{quote}. {notice}") is concerned


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    for one in notices.find(text):
        assert one.span.of(text).strip() == one.span.of(text) != ""
