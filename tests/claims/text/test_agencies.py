"""Credits of news agencies: in the byline, the dateline or a line of their own."""

from __future__ import annotations

import pytest

from claims.text import agencies

BODY = "\n".join(f"Paragraph {n} tells at some length of ships and of what they carried." for n in range(20))


@pytest.mark.parametrize(
    ("byline", "text", "expected"),
    [
        ("By Ida Holm, Reuters", BODY, {"Reuters"}),
        ("Associated Press", BODY, {"Associated Press"}),
        ("Ana Paz / EFE", BODY, {"EFE"}),
        ("", f"SEOUL, Oct. 24 (Reuters) - The port counted its ships.\n{BODY}", {"Reuters"}),
        ("", f"LOWMARK (AP) — The port counted its ships.\n{BODY}", {"Associated Press"}),
        ("", f"(서울=연합뉴스) 홍길동 기자 = 항만은\n{BODY}", {"Yonhap"}),
        ("", f"[로이터] 항만은\n{BODY}", {"Reuters"}),
        ("", f"{BODY}\n(dpa)", {"dpa"}),
        ("", f"{BODY}\nSource: AFP", {"AFP"}),
        ("", f"{BODY}\n— PAP", {"PAP"}),
        ("", f"{BODY}\nAP/Reuters", {"Associated Press", "Reuters"}),
        ("", f"（北京=新华社）\n{BODY}", {"Xinhua"}),
        ("", f"The mayor told Reuters on Monday that 4,200 ships called.\n{BODY}", set()),
        ("", f"According to the Associated Press, nobody keeps a list.\n{BODY}", set()),
        ("", f"{BODY}\n{BODY}\nLOWMARK (AP) — In the middle of a long text.\n{BODY}\n{BODY}", set()),
        ("By Pap Smith, from a map", f"The ap (application) is new.\n{BODY}", set()),
        ("", f"The interval (see APPENDIX) is long.\n{BODY}", set()),
        ("", "", set()),
    ],
)
def test_credits(byline: str, text: str, expected: set[str]) -> None:
    assert agencies.credited(byline, text) == expected


@pytest.mark.parametrize(
    ("publisher", "expected"),
    [
        ("Reuters", {"Reuters"}),
        ("Yonhap News Agency", {"Yonhap"}),
        ("연합뉴스", {"Yonhap"}),
        ("The Lowmark Gazette", set()),
        ("Apotheke Heute", set()),
        ("A publisher whose name goes on for so long that Reuters in it is only a word", set()),
        ("", set()),
    ],
)
def test_publishers(publisher: str, expected: set[str]) -> None:
    assert agencies.of_publisher(publisher) == expected
