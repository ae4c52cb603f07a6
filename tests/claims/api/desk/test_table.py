"""The table of the desk's API is whole, and true."""

from __future__ import annotations

import re

import pytest
from django.urls import URLPattern

from claims.api.desk import urls
from claims.models import ApiToken
from tests.claims.api.desk.conftest import Program, program
from tests.claims.api.desk.table import TABLE

ROWS = [(name, method, scope) for name, methods in TABLE.items() for method, scope in methods.items()]
PATTERNS: dict[str, URLPattern] = {str(one.name): one for one in urls.urlpatterns}


def test_every_address_and_method_is_in_the_table():
    allowed = {
        name: {
            method.upper()
            for method in one.callback.view_class.http_method_names
            if hasattr(one.callback.view_class, method)
        }
        for name, one in PATTERNS.items()
    }
    told = {name: set(methods) | {"OPTIONS"} for name, methods in TABLE.items()}
    assert allowed == told


def path_of(name):
    return re.sub(r"<int:\w+>", "1", str(PATTERNS[name].pattern))


@pytest.mark.parametrize(("name", "method", "scope"), ROWS)
def test_each_needs_a_token_with_its_scope(ada, name, method, scope):
    """Whoever hasn't got it learns nothing: not even whether there is such a thing."""
    assert Program(None).ask(method, path_of(name), {}).status_code == 401
    others = [one for one in ApiToken.Scope.values if one != scope]
    assert program(ada, *others).ask(method, path_of(name), {}).status_code == 403
    assert program(ada, scope).ask(method, path_of(name), {}).status_code not in {401, 403}
