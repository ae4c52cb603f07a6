"""What answers look like, for the description of the API: of one invented town, so that the pieces fit together."""

from __future__ import annotations

from typing import Any

Example = dict[str, Any]
SITE = "https://desk.example"
FINGERPRINT = "v1:" + "4f" * 32

CLAIMANT: Example = {
    "slug": "ida-holm", "kind": "person", "name": "Ida Holm", "native_name": "", "role": "Mayor of Lowmark",
    "country": "DK", "same_as": [],
}  # fmt: skip
PUBLISHED_CLAIMANT = CLAIMANT | {"claims": f"{SITE}/api/v1/claims/?claimant=ida-holm"}

SOURCE: Example = {
    "slug": "the-port-calls-2023", "publisher": "Port of Lowmark", "title": "Calls in 2023", "kind": "primary",
    "language": "en", "date": "2024-01-09", "url": "https://port.example/calls-2023",
}  # fmt: skip

RATING: Example = {
    "slug": "accurate", "label": "Accurate", "labels": {"ko": "사실"}, "number": 5,
    "meaning": "The evidence bears out what was said.", "colour": "positive-2",
}  # fmt: skip
SCALE: Example = {"slug": "default", "name": "Default", "worst": 1, "best": 5, "meaning": ""}
RATING_OF_SCALE = RATING | {"scale": SCALE}

DOCUMENT: Example = {
    "number": 1, "slug": "port-handled-4200-ships", "published_at": "2024-10-25T10:00:00Z", "language": "en",
    "change": {"class": "first", "note": ""},
    "claim": {
        "statement": "The port of Lowmark handled 4,200 ships in 2023.", "kind": "statistic", "rated": "so",
        "date": "2024-10-24", "language": "en",
    },
    "claimant": CLAIMANT,
    "appearances": [
        {
            "article": {
                "slug": "harbour-traffic", "title": "Harbour traffic doubled", "outlet": "The Lowmark Gazette",
                "url": "https://gazette.example/harbour-traffic", "language": "en", "published_on": "2024-10-24",
                "version": 1, "sha256": "a3" * 32,
            },
            "excerpt": "The port of Lowmark handled 4,200 ships in 2023, the mayor said on Monday.",
            "anchor": {
                "exact": "handled 4,200 ships in 2023", "prefix": "The port of Lowmark ",
                "suffix": ", the mayor said", "start": 53, "end": 80,
            },
            "appeared_on": "2024-10-24",
        }
    ],
    "rating": RATING, "scale": SCALE, "summary": "The harbour master’s list shows 4,200 calls.",
    "explanation": "The list was read line by line.", "how_checked": "Two people counted.",
    "would_change": "A list without the tugs.", "as_of": "2024-10-25", "methodology": "Counting of records",
    "credits": "Checked by the desk",
    "citations": [
        {
            "number": 1, "form": "passage", "stance": "supports", "source": SOURCE,
            "quote": "4,200 ships called at the port", "translation": "", "date": "2024-01-09", "hindsight": False,
            "transcription": "", "sha256": "5b" * 32, "captured_at": "2024-10-25T08:15:00Z", "search": None,
        }
    ],
    "corrections": [], "related": [{"slug": "fewer-tugs-than-ever"}],
}  # fmt: skip
STATE: Example = {
    "standing": "current", "at_risk_since": None, "changed_at": "2026-03-02T06:30:00Z",
    "cited_pages": [
        {
            "citation": 1, "state": "gone",
            "archived": {
                "archive": "Wayback Machine", "url": "https://archive.example/2024/port.example/calls-2023",
                "archived_at": "2024-10-25T08:20:00Z",
            },
        }
    ],
}  # fmt: skip
PUBLISHED_CLAIM: Example = {
    "document": DOCUMENT, "page": f"{SITE}/claims/port-handled-4200-ships/versions/1/", "sha256": "9d" * 32,
    "state": STATE,
}  # fmt: skip
VERSION: Example = {
    "number": 1, "change": {"class": "first", "note": ""}, "published_at": "2024-10-25T10:00:00Z",
    "page": f"{SITE}/claims/port-handled-4200-ships/versions/1/", "sha256": "9d" * 32, "state": STATE,
}  # fmt: skip
PUBLISHED_NUMBER = VERSION | {
    "slug": "port-handled-4200-ships", "title": "The port of Lowmark handled 4,200 ships in 2023.", "language": "en",
}  # fmt: skip
TOMBSTONE: Example = {
    "id": "urn:uuid:5f0c7b1e-6f1d-5b6e-9a44-0d8f5f3a7c21", "sha256": "1c" * 32, "reason": "redacted",
    "gone_at": "2026-02-11T15:40:00Z",
}  # fmt: skip

ARTICLE: Example = {
    "slug": "harbour-traffic", "title": "Harbour traffic doubled", "byline": "Jo Ferry",
    "outlet": "The Lowmark Gazette", "url": "https://gazette.example/harbour-traffic", "language": "en",
    "published_on": "2024-10-24", "is_invented": False, "page": f"{SITE}/articles/harbour-traffic/",
    "coverage": {"sentences": 4, "complete": 4, "percent": 100},
}  # fmt: skip
PUBLISHED_ARTICLE = ARTICLE | {
    "version": {"number": 1, "sha256": "a3" * 32}, "is_whole": False,
    "passages": [
        {"start": 33, "end": 107, "text": "The port of Lowmark handled 4,200 ships in 2023, the mayor said on Monday."}
    ],
    "claims": [PUBLISHED_CLAIM | {"reach": "fact_check", "places": [{"start": 53, "end": 80}]}],
}  # fmt: skip

LOOK_UP: Example = {
    "articles": [
        {"external_id": "wp-1871", "fingerprint": FINGERPRINT}, {"url": "https://gazette.example/not-checked"},
    ]
}  # fmt: skip
BADGE: Example = {
    "asked": {"external_id": "wp-1871"}, "slug": "harbour-traffic", "external_id": "wp-1871",
    "url": "https://gazette.example/harbour-traffic", "title": "Harbour traffic doubled", "is_invented": False,
    "state": "checked", "coverage": ARTICLE["coverage"], "claims": {"standing": 3, "at_risk": 1, "withdrawn": 0},
    "ratings": [{"slug": "accurate", "label": "Accurate", "labels": {"ko": "사실"}, "count": 3}],
    "text": {
        "number": 1, "sha256": "a3" * 32, "fingerprint": FINGERPRINT, "taken_at": "2024-10-24T18:02:00Z",
    },
    "links": {
        "page": f"{SITE}/articles/harbour-traffic/", "embed": f"{SITE}/embed/articles/harbour-traffic/",
        "badge_html": f"{SITE}/embed/articles/harbour-traffic/badge.html",
        "badge_svg": f"{SITE}/embed/articles/harbour-traffic/badge.svg",
    },
    "text_changed": False,
}  # fmt: skip
BADGES: Example = {"results": [BADGE], "unknown": [{"url": "https://gazette.example/not-checked"}]}
