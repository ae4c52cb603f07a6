"""The keyboard's way through a page: what can be acted on, and whether the Tab key gets there."""

from __future__ import annotations

from playwright.sync_api import Page

# What a person can act on: of radio buttons the Tab key reaches one a group, the arrow keys the others.
ACTIVE = """() => {
    const seen = new Set();
    const names = [];
    const all = "a[href], button, input:not([type=hidden]), select, textarea, summary";
    for (const one of document.querySelectorAll(all)) {
        if (one.disabled || !one.checkVisibility({ checkVisibilityCSS: true }) || one.closest(".skip-to-content-link")) continue;
        const group = one.type === "radio" ? `radio ${one.name}` : null;
        if (group && seen.has(group)) continue;
        if (group) seen.add(group);
        one.dataset.tried = group ?? `${names.length} ${one.tagName} ${(one.textContent || one.name || "").trim().slice(0, 40)}`;
        if (group) for (const other of document.querySelectorAll(`input[name="${one.name}"]`)) other.dataset.tried = group;
        names.push(one.dataset.tried);
    }
    return names;
}"""


def unreached(page: Page) -> list[str]:
    """What the Tab key never comes to, from the top of the page to its end."""
    wanted: list[str] = page.evaluate(ACTIVE)
    page.evaluate("document.activeElement.blur()")
    reached = set()
    for _ in range(len(wanted) + 20):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.dataset.tried ?? ''"))
    return [one for one in wanted if one not in reached]


def focus(page: Page, selector: str) -> None:
    """Come to an element by the Tab key alone."""
    for _ in range(300):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"The Tab key never came to {selector}.")
