"""Requests, made of dice: addresses, forms and bodies that are there, with something wrong in them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.fuzzing import oddities, routes
from tests.fuzzing.routes import Route
from tests.fuzzing.stage import ROLES, Asked, Stage
from tests.gauntlet.editors import sent

VISITOR = "visitor"
Fields = list[tuple[str, str]]


class Maker:
    """Makes one request after another. The same seed makes the same ones."""

    def __init__(self, stage: Stage, dice: random.Random) -> None:
        self.stage, self.dice = stage, dice
        self.routes, self.names = routes.all_routes(), routes.names_read()
        self.programs = [one for one in self.routes if one.name.startswith("api:desk-")]
        self.tags: dict[str, str] = {}
        self.forms = list(self._forms())

    def request(self) -> Asked:
        kinds = [self._anything, self._form, self._program, self._nowhere]
        [make] = self.dice.choices(kinds, [40, 30, 25, 5])
        asked = make()
        for name in self.dice.sample(list(oddities.HEADERS), self.dice.choice([0, 0, 0, 1, 3])):
            asked.headers[name] = self.dice.choice(oddities.HEADERS[name])
        return asked

    # --- Kinds of requests ---

    def _anything(self) -> Asked:
        """Any address, any method, any role, anything behind the question mark and in the body."""
        route = self.dice.choice(self.routes)
        path = routes.filled(route.pattern, self.stage.pool, self.dice)
        asked = Asked(self.dice.choice(oddities.METHODS), path, self._query(), self._who(route))
        if asked.method not in {"GET", "HEAD"} or self.dice.random() < 0.1:
            asked.body = self.dice.choice(oddities.BROKEN)
            asked.headers["CONTENT_TYPE"] = self.dice.choice(oddities.TYPES)
        return asked

    def _form(self) -> Asked:
        """A form that stands on some page, sent by somebody with one or two fields spoiled."""
        path, fields = self.dice.choice(self.forms)
        fields = list(fields)
        for _ in range(self.dice.choice([0, 1, 1, 2])):
            if fields:
                at = self.dice.randrange(len(fields))
                fields[at] = (fields[at][0], oddities.text(self.dice))
        if self.dice.random() < 0.2:
            fields.append((self.dice.choice(self.names), oddities.text(self.dice)))
        role = self.dice.choice(["admin", "editor", "checker", *ROLES])
        asked = Asked("POST", path, headers=self.stage.browser(role))
        if self.dice.random() < 0.2:
            asked.headers["CONTENT_TYPE"] = "multipart/form-data; boundary=b0und"
            asked.body = _multipart(fields, self.dice)
        else:
            asked.headers["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
            asked.body = urlencode(fields, errors="surrogatepass").encode()
        return asked

    def _program(self) -> Asked:
        """A write over the API, nearly as its description has it."""
        route = self.dice.choice(self.programs)
        path = routes.filled(route.pattern, self.stage.pool, self.dice)
        view = route.view.view_class
        methods = [one for one in ("PATCH", "POST") if hasattr(view, one.lower())] or ["GET"]
        asked = Asked(self.dice.choice(methods), path, headers={"CONTENT_TYPE": "application/json"})
        asked.headers["AUTHORIZATION"] = f"Bearer {self.dice.choice(list(self.stage.tokens.values()))}"
        if asked.method == "GET":
            asked.query = self._query()
            return asked
        body = self._sample(view, asked.method)
        asked.body = oddities.as_json(oddities.spoiled(body, self.dice), self.dice)
        if self.dice.random() < 0.9:
            step = getattr(view, "step", None)
            asked.headers["IF_MATCH"] = self._tag(path.removesuffix(f"{step}/") if step else path)
        return asked

    def _nowhere(self) -> Asked:
        """An address that nobody made up before."""
        before = self.dice.choice(
            ["/", "/api/", "/api/v1/", "/desk/", "/desk/claims/", "/v1alpha1/", "/static/", "/embed/", "//"]
        )
        odd = quote(oddities.text(self.dice)[:6000].encode("utf-8", "surrogatepass"), safe="/")
        return Asked(
            self.dice.choice(oddities.METHODS),
            before + odd,
            self._query(),
            self.stage.browser(self.dice.choice(ROLES)),
        )

    # --- Parts of them ---

    def _query(self) -> str:
        pairs = [
            (self.dice.choice(self.names), oddities.text(self.dice))
            for _ in range(self.dice.choice([0, 0, 1, 1, 2, 4]))
        ]
        plain = urlencode(pairs, errors="surrogatepass")
        return plain + self.dice.choice(["", "", "", "", "&%ff=%fe", "&=", "&%00", "&a=1&a=2", "&" * 30])

    def _who(self, route: Route) -> dict[str, str]:
        if route.name.startswith("api:desk-"):
            return self.stage.program(self.dice.choice(list(self.stage.tokens)))
        return self.stage.browser(self.dice.choice([VISITOR, "admin", *ROLES]))

    def _tag(self, path: str) -> str:
        """Of what stands at this address, as an admin's program reads it."""
        if path not in self.tags:
            asked = Asked("GET", path, headers=self.stage.program("admin"))
            self.tags[path] = self.stage.ask(asked).headers.get("ETag", '"x"')
        return self.tags[path]

    def _sample(self, view: Any, method: str) -> Any:
        shape = getattr(view, "change" if method == "PATCH" else "entry", None) or getattr(view, "body", None)
        sample = dict(getattr(shape, "EXAMPLE", {}) or {})
        for name, one in sample.items():
            if type(one) is int and name not in {"start", "end"}:
                sample[name] = int(self.dice.choice(self.stage.pool["int"]))
        return sample

    def _forms(self) -> Iterator[tuple[str, Fields]]:
        """Every form that an admin is shown on the page of any address, once for each address."""
        straight = random.Random(1)
        for route in self.routes:
            if route.name.startswith("api:"):
                continue
            path = routes.PLACE.sub(
                lambda found: quote(straight.choice(self.stage.pool.get(found[1] or "str", ["1"]))),
                route.pattern,
            )
            answer = self.stage.ask(Asked("GET", path, headers=self.stage.browser("admin")))
            if answer.status == 200 and answer.headers.get("Content-Type", "").startswith("text/html"):
                for form in LexborHTMLParser(answer.body).css("form[method=post]"):
                    yield (
                        urlsplit(urljoin(path, form.attributes.get("action") or "")).path or path,
                        _fields(form),
                    )


def _fields(form: LexborNode) -> Fields:
    """What it would send; its token against forgery goes as a header."""
    found = [pair for one in form.css("[name]") for pair in sent(one)]
    return [(name, told) for name, told in found if name != "csrfmiddlewaretoken"]


def _multipart(fields: Fields, dice: random.Random) -> bytes:
    parts = []
    for name, value in fields:
        file = f'; filename="{oddities.text(dice)[:40]}"' if dice.random() < 0.2 else ""
        parts.append(f'--b0und\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n{value}\r\n')
    return "".join([*parts, dice.choice(["--b0und--\r\n", "--b0und", ""])]).encode("utf-8", "surrogatepass")
