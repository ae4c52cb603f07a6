"""The model of embeddings: loaded beside other work, given back, and loaded again."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from claims.clients import embedding


@pytest.fixture(autouse=True)
def unloaded() -> Iterator[None]:
    settle()
    embedding.release()
    yield
    settle()


def settle() -> None:
    """Until nothing loads it, here or for a page of another test."""
    for thread in threading.enumerate():
        if thread.name == "embedding":
            thread.join()


def is_loaded() -> bool:
    return bool(embedding._model.cache_info().currsize)


def test_it_is_loaded_soon_and_not_by_who_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "HEAD_START", 0.2)
    embedding.warm()
    assert not is_loaded()
    settle()
    assert is_loaded()


def test_it_is_loaded_once_however_many_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "HEAD_START", 0.2)
    for _ in range(3):
        embedding.warm()
    assert [one.name for one in threading.enumerate()].count("embedding") == 1


def test_once_given_back_it_can_be_made_ready_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "HEAD_START", 0.0)
    embedding.warm()
    settle()
    embedding.release()
    assert not is_loaded()
    embedding.warm()
    settle()
    assert is_loaded()


def test_vectors_have_the_length_one() -> None:
    found = embedding.embed(["The port handled 4,200 ships.", ""])
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-3)
    assert embedding.embed([]).shape == (0, found.shape[1])
