"""Chromium's accessibility tree: what a screen reader is told of a page, as properties to ask for and as an outline."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page

LANDMARKS = {"banner", "navigation", "main", "contentinfo", "complementary", "search", "region", "form"}
LIVE = {"status", "alert", "log"}
CONTROLS = {
    "button", "link", "textbox", "searchbox", "combobox", "listbox", "checkbox", "radio", "spinbutton", "slider", "switch",
    "menuitem", "tab", "Date", "DateTime", "DisclosureTriangle", "ComboBoxSelect",
}  # fmt: skip
MONTHS = month_name[1:]


@dataclass
class Node:
    role: str
    name: str
    level: int = 0
    inside: list[Node] = field(default_factory=list)

    def all(self) -> Iterator[Node]:
        """This and everything inside it, in the order in which it is read."""
        yield self
        for one in self.inside:
            yield from one.all()

    def of(self, *roles: str) -> list[Node]:
        return [one for one in self.all() if one.role in roles]

    @property
    def words(self) -> str:
        """The text inside, as it is read."""
        return " ".join(one.name for one in self.all() if one.role == "StaticText")


def tree(page: Page) -> Node:
    """The page as assistive technology is told of it; what is hidden from it is not there, its children may be."""
    session = page.context.new_cdp_session(page)
    found: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {one["nodeId"]: one for one in found}
    return _made(found[0], by_id)[0]


def _made(told: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> list[Node]:
    inside = [node for key in told.get("childIds", []) if key in by_id for node in _made(by_id[key], by_id)]
    if told["ignored"]:
        return inside
    properties = {one["name"]: one["value"].get("value") for one in told.get("properties", [])}
    name = " ".join(told.get("name", {}).get("value", "").split())
    role = told["role"]["value"]
    if role == "form" and not name:  # no landmark
        return inside
    return [Node(role, name, properties.get("level") or 0, inside)]


def wrongs(root: Node) -> list[str]:
    """What a person who hears the page would stumble over."""
    return [*_heading_wrongs(root), *_landmark_wrongs(root), *_nameless(root)]


def _heading_wrongs(root: Node) -> Iterator[str]:
    headings = root.of("heading")
    if (count := sum(one.level == 1 for one in headings)) != 1:
        yield f"{count} headings of the first level"
    for before, after in pairwise(headings):
        if after.level > before.level + 1:
            yield f"from level {before.level} “{before.name}” to level {after.level} “{after.name}”"
    yield from (f"a heading of level {one.level} without words" for one in headings if not one.name)


def _landmark_wrongs(root: Node) -> Iterator[str]:
    for role in ("banner", "main", "contentinfo"):
        if (count := len(root.of(role))) != 1:
            yield f"{count} of {role}"
    for role in LANDMARKS - {"region"}:
        names = [one.name for one in root.of(role)]
        if len(names) > 1 and (not all(names) or len(set(names)) < len(names)):
            yield f"several of {role} that can’t be told apart: {names}"
    regions = [one.name for one in root.of("region")]
    yield from (
        f"two regions named “{name}”" for name in sorted({n for n in regions if regions.count(n) > 1})
    )
    if not root.of("navigation"):
        yield "no navigation"


def _nameless(root: Node) -> Iterator[str]:
    yield from (f"a {one.role} without a name" for one in root.of(*CONTROLS) if not one.name)


def outline(root: Node) -> str:
    """Landmarks, headings and the places that speak up, a line each, with numbers and times as a sign."""
    return "".join(f"{line}\n" for line in _lines(root, 0))


def _lines(node: Node, depth: int) -> Iterator[str]:
    is_told = node.role in LANDMARKS | LIVE | {"heading"}
    if is_told:
        kind = f"h{node.level}" if node.role == "heading" else node.role
        yield f"{'  ' * depth}{kind} {_steady(node.name)}".rstrip()
    for one in node.inside:
        yield from _lines(one, depth + is_told)


def _steady(name: str) -> str:
    """The same tomorrow: without the numbers, months and hours in it."""
    months = "|".join(f"{one[:3]}(?:{one[3:]})?" for one in MONTHS)
    return re.sub(rf"#(?: (?:{months})\b)(?: #)*", "<day>", re.sub(r"\d+(?:[.,:]\d+)*", "#", name))
