"""The files of all that is published, on the desk."""

from __future__ import annotations

from django.urls import reverse

from claims.models import Corpus
from claims.services import exporting_corpus
from tests import factories

LIST, MAKE = "admin:claims_corpus_changelist", "admin:claims_corpus_make"


def test_an_admin_has_them_made_and_sees_how_far_they_are(client, ada, chae, ben, noise):
    factories.published_claim(author=chae, editor=ben)
    client.force_login(ada)
    page = client.post(reverse(MAKE), follow=True).content.decode()
    assert "It is being made." in page
    assert '<progress max="1" value="0"' in page
    exporting_corpus.perform(Corpus.objects.get().pk)
    page = client.get(reverse(LIST)).content.decode()
    assert '<progress max="1" value="1"' in page
    assert "done" in page


def test_a_second_one_is_refused_in_words(client, ada, noise):
    client.force_login(ada)
    client.post(reverse(MAKE))
    assert "It is being made just now." in client.post(reverse(MAKE), follow=True).content.decode()
    assert Corpus.objects.count() == 1


def test_an_editor_is_not_let_in(client, ben):
    client.force_login(ben)
    assert client.get(reverse(LIST)).status_code == 403
    client.post(reverse(MAKE))
    assert not Corpus.objects.exists()
