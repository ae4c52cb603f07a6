"""Loading a few objects: order, names, people, places."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from claims.models import Event, Source, User
from claims.services import fixture_files, importing
from tests.claims.services.fixture_data import write


def test_who_brings_a_fixture_in_is_in_the_record(ada: User, tmp_path: Path) -> None:
    row = {"model": "claims.origin", "fields": {"slug": "here", "what": "Somewhere"}}
    importing.load_fixtures([write(tmp_path, [row])], by=ada)
    assert Event.objects.get(kind="origin.imported").actor_pk == ada.pk


def test_files_may_refer_to_each_other_in_any_order(db: None, tmp_path: Path) -> None:
    source = {"slug": "s", "kind": "document", "publisher": "P", "origin": ["o"]}
    write(tmp_path, [{"model": "claims.source", "fields": source}], "a.json")
    write(tmp_path, [{"model": "claims.origin", "fields": {"slug": "o", "what": "O"}}], "b.json")
    importing.load_fixtures([tmp_path])
    assert Source.objects.get().origin.slug == "o"


def test_a_byte_order_mark_does_no_harm(db: None, tmp_path: Path) -> None:
    rows = json.dumps([{"model": "claims.origin", "fields": {"slug": "o", "what": "O"}}])
    (tmp_path / "bom.json").write_bytes(b"\xef\xbb\xbf" + rows.encode())
    assert importing.load_fixtures([tmp_path / "bom.json"]).added == {"origin": 1}


def test_the_place_of_this_desk_is_filled_in(db: None, settings: Any) -> None:
    settings.DEMONSTRATION_ORIGIN = "http://127.0.0.1:8321/"
    objects, problems = importing.read(["demonstration/sources"])
    assert not problems
    assert objects[0].values["url"] == "http://127.0.0.1:8321/demonstration/sources/minutes/"


def test_a_demonstration_has_staff_without_passwords(db: None, settings: Any) -> None:
    settings.DEMONSTRATION = True
    importing.load_fixtures(["demonstration/staff"])
    ben, cleo = User.objects.get(username="ben"), User.objects.get(username="cleo")
    assert (ben.is_staff, cleo.is_staff) == (True, False)
    assert ben.has_perm("claims.approve_verdict")
    assert not ben.has_usable_password()


def test_a_problem_says_file_object_field_and_reason() -> None:
    one = fixture_files.Problem("a.json", "object 2 (claims.claim x)", "kind", "no")
    assert str(one) == "a.json, object 2 (claims.claim x), field kind: no"


def test_the_record_of_an_import_does_not_name_a_protected_source(db: None, tmp_path: Path) -> None:
    fields = {
        "slug": "a-source", "kind": "interview", "publisher": "Per Aldous", "note": "His sister works there.",
        "is_sensitive": True, "public_wording": "A person who works at the harbour",
    }  # fmt: skip
    importing.load_fixtures([write(tmp_path, [{"model": "claims.source", "fields": fields}])])
    event = Event.objects.select_related("content").get(kind="source.imported")
    told = json.dumps([event.subject_label, event.content.body])
    assert "Aldous" not in told
    assert "sister" not in told
    assert "harbour" in told
