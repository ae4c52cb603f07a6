"""A published fact-check as one entry of a list."""

from __future__ import annotations

import json
from dataclasses import dataclass

from claims.models import Publication
from claims.presenters import standing
from claims.presenters.document import Document
from claims.presenters.standing import Standing


@dataclass(frozen=True)
class Card:
    publication: Publication
    document: Document
    standing: Standing


def build(publication: Publication) -> Card:
    """Of a publication that comes with its state and ``with_newest()``."""
    return Card(publication, json.loads(publication.document), standing.of(publication))
