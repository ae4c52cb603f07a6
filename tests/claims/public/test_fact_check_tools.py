"""claims:search as Google's own Python client asks it, over a real connection."""

from __future__ import annotations

import json

import httplib2
import pytest
from googleapiclient import discovery, errors

from claims.services import hiding
from tests import factories

SEARCH = "/v1alpha1/claims:search"


class InProcess:
    """The connection of Google's client, led to the application without a socket: so it sees this test's transaction."""

    def __init__(self, reader):
        self.reader, self.asked = reader, []

    def request(self, uri, method="GET", body=None, headers=None, **options):
        self.asked.append(uri)
        path = uri.removeprefix("https://desk.example")
        answer = self.reader.generic(method, path, body or "", headers=headers or {})
        told = {name.lower(): value for name, value in answer.items()} | {"status": str(answer.status_code)}
        return httplib2.Response(told), answer.content

    def close(self):
        pass


@pytest.fixture
def google(reader):
    return discovery.build(
        "factchecktools", "v1alpha1", http=InProcess(reader), static_discovery=True,
        client_options={"api_endpoint": "https://desk.example"},
    )  # fmt: skip


def search(google, **parameters):
    return google.claims().search(**parameters).execute()


def texts(answer):
    return [one["text"] for one in answer.get("claims", [])]


def refusal(google, **parameters):
    with pytest.raises(errors.HttpError) as refused:
        search(google, **parameters)
    told = json.loads(refused.value.content)["error"]
    assert (told["code"], told["status"]) == (refused.value.status_code, "INVALID_ARGUMENT")
    return told["message"]


def test_a_claim_is_told_as_google_tells_it(google, published):
    claim = published(claimed_on="2024-10-24", rating="partly-accurate")
    (found,) = search(google, query="lowmark ships")["claims"]
    (review,) = found.pop("claimReview")
    at = claim.publications.get().published_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert found == {"text": claim.statement, "claimant": "the article", "claimDate": "2024-10-24T00:00:00Z"}
    assert review == {
        "publisher": {"name": "The Claim Desk", "site": "desk.example"},
        "url": f"https://desk.example/claims/{claim.slug}/", "title": claim.publications.get().title,
        "reviewDate": at, "textualRating": "Half right", "languageCode": "en",
    }  # fmt: skip


def test_every_page_is_reached_by_the_clients_own_paging(google, published):
    statements = {published().statement for _ in range(3)}
    request, seen, pages = google.claims().search(query="lowmark", pageSize=2), [], 0
    while request is not None:
        answer = request.execute()
        seen += texts(answer)
        pages += 1
        request = google.claims().search_next(request, answer)
    assert (pages, len(seen), set(seen)) == (2, 3, statements)


def test_an_offset_leaves_the_first_out(google, published):
    for _ in range(3):
        published()
    everything = texts(search(google, query="lowmark"))
    assert texts(search(google, query="lowmark", offset=1)) == everything[1:]


@pytest.mark.parametrize(
    ("parameters", "is_found"),
    [
        ({"query": "lowmark"}, True),
        ({"query": "zebra"}, False),
        ({"reviewPublisherSiteFilter": "desk.example"}, True),
        ({"reviewPublisherSiteFilter": "https://www.desk.example/"}, True),
        ({"reviewPublisherSiteFilter": "other.example"}, False),
        ({"query": "lowmark", "languageCode": "en"}, True),
        ({"query": "lowmark", "languageCode": "en-US"}, True),
        ({"query": "lowmark", "languageCode": "ko"}, False),
        ({"query": "lowmark", "maxAgeDays": 1}, True),
        ({"query": "lowmark", "fields": "claims(text,claimReview/publisher(name)),nextPageToken"}, True),
    ],
)
def test_every_parameter_counts(google, published, parameters, is_found):
    claim = published()
    answer = search(google, **parameters)
    assert texts(answer) == ([claim.statement] if is_found else [])
    assert is_found or answer == {}


def test_fields_select_a_part(google, published):
    published()
    (found,) = search(google, query="lowmark", fields="claims/claimReview/publisher/site")["claims"]
    assert found == {"claimReview": [{"publisher": {"site": "desk.example"}}]}


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"query": " "},
        {"query": "x", "languageCode": "no language"},
        {"query": "x", "maxAgeDays": -1},
        {"query": "x", "pageSize": -1},
        {"query": "x", "pageToken": "zzz"},
        {"query": "x", "offset": -1},
        {"query": "x", "fields": "claims(text"},
        {"query": "x", "fields": "claims//text"},
        {"query": "x\x00"},
    ],
)
def test_what_is_wrong_is_told_in_googles_envelope(google, published, parameters):
    published()
    assert refusal(google, **parameters)


def test_a_token_is_for_the_same_request(google, published):
    published()
    published()
    token = search(google, query="lowmark", pageSize=1)["nextPageToken"]
    assert search(google, query="lowmark", pageSize=5, pageToken=token)["claims"]
    assert "those of the request" in refusal(google, query="ships", pageToken=token)
    assert "offset" in refusal(google, query="lowmark", pageToken=token, offset=1)


@pytest.mark.parametrize(
    "query", ["?query=x&colour=red", "?query=x&alt=proto", "?query=x&callback=f", "?query=x&offset=1.5"]
)
def test_unknown_parameters_and_forms_are_refused(reader, query):
    answer = reader.get(f"{SEARCH}{query}")
    assert (answer.status_code, answer.json()["error"]["status"]) == (400, "INVALID_ARGUMENT")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1alpha1/claims:imageSearch"), ("GET", "/v1alpha1/pages"), ("POST", "/v1alpha1/pages"),
        ("GET", "/v1alpha1/"), ("POST", SEARCH), ("DELETE", SEARCH),
    ],
)  # fmt: skip
def test_other_methods_are_404_in_the_envelope(reader, method, path):
    answer = reader.generic(method, path)
    assert (answer.status_code, answer.json()["error"]["status"]) == (404, "NOT_FOUND")


def test_what_is_withdrawn_or_hidden_is_not_found(google, published, change, ben):
    withdrawn, hidden = published(), published()
    change(withdrawn, "withdrawal", "It was another port.")
    hiding.hide(hidden, reason="A lawyer called.", by=ben)
    assert search(google, query="lowmark") == {}


@pytest.mark.django_db(transaction=True)
def test_over_a_real_connection(live_server, chae, ben, settings):
    """Once over a socket, as a client outside has it."""
    claim = factories.published_claim(author=chae, editor=ben)
    client = discovery.build(
        "factchecktools", "v1alpha1", developerKey="any", static_discovery=True,
        client_options={"api_endpoint": live_server.url},
    )  # fmt: skip
    with client:  # closes its connection at the end
        assert texts(search(client, query="lowmark")) == [claim.statement]
