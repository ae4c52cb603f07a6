"""ClaimReview where others read it: on the page by extruct, and all of them as one DataFeed."""

from __future__ import annotations

import json

import extruct
import pytest

from claims.services import hiding
from claims.text import claim_review_rules

FEED = "/feeds/claimreview/"


def read(reader):
    answer = reader.get(FEED)
    assert answer.status_code == 200
    return json.loads(b"".join(answer.streaming_content))


def test_extruct_finds_the_review_on_the_page(reader, published):
    claim = published(rating="partly-accurate")
    address = f"https://desk.example/claims/{claim.slug}/"
    page = reader.get(f"/claims/{claim.slug}/").content.decode()
    (found,) = extruct.extract(page, base_url=address, syntaxes=["json-ld"])["json-ld"]
    assert (found["@type"], found["claimReviewed"]) == ("ClaimReview", claim.statement)
    assert claim_review_rules.problems(found, page=address) == []


def test_the_feed_holds_all_that_stands(reader, published, change):
    shown, corrected, withdrawn = published(), published(), published()
    change(corrected)
    change(withdrawn, "withdrawal", "It was another port.")
    feed = read(reader)
    assert claim_review_rules.feed_problems(feed) == []
    found = {one["item"][0]["claimReviewed"]: one for one in feed["dataFeedElement"]}
    assert found.keys() == {shown.statement, corrected.statement}
    first, second = corrected.publications.order_by("number")
    told = found[corrected.statement]
    assert (told["dateCreated"], told["dateModified"]) == tuple(
        one.published_at.strftime("%Y-%m-%dT%H:%M:%SZ") for one in (first, second)
    )


def test_an_empty_feed_is_a_feed(reader):
    assert claim_review_rules.feed_problems(read(reader)) == []


@pytest.mark.parametrize("event", ["published", "hidden"])
def test_the_feed_is_sent_again_only_when_it_changed(reader, published, ben, event):
    claim = published()
    tag = reader.get(FEED)["ETag"]
    assert reader.get(FEED, headers={"If-None-Match": tag}).status_code == 304
    if event == "published":
        published()
    else:
        hiding.hide(claim, reason="A lawyer called.", by=ben)
    assert reader.get(FEED, headers={"If-None-Match": tag}).status_code == 200


def test_a_head_of_the_feed_reads_none_of_it(reader, published, django_assert_num_queries):
    published()
    with django_assert_num_queries(4):
        answer = reader.head(FEED)
    assert answer["Last-Modified"]


def test_policies_are_named_where_they_are_set(reader, published, settings):
    settings.DESK_ETHICS_POLICY = "https://desk.example/ethics/"
    published()
    (element,) = read(reader)["dataFeedElement"]
    author = element["item"][0]["author"]
    assert author["ethicsPolicy"] == "https://desk.example/ethics/"
    assert "ownershipFundingInfo" not in author
