// Every list of the desk by keyboard. Without this script each of these things is a link, a button or a form.

import { onKeys, showHelp } from "./keys.js";

const list = document.querySelector("#result_list");
const rows = [...(list?.querySelectorAll("tbody tr") ?? [])];
const kept = [...document.querySelectorAll("[data-kept]")];

// In a narrow window each row is a card (lists.css): its cells say by themselves what they tell, and because they are laid
// out as no table is, a screen reader is told that it is one all the same.
function label() {
  const heads = [...list.querySelectorAll("thead th")].map((head) => head.querySelector(".text")?.textContent.trim() ?? "");
  const roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  for (const part of [list, ...list.querySelectorAll("thead, tbody, tr, td, th")]) {
    part.setAttribute("role", roles[part.tagName] ?? (part.closest("thead") ? "columnheader" : "rowheader"));
  }
  for (const row of rows) {
    [...row.cells].forEach((cell, number) => {
      cell.dataset.label = heads[number] ?? "";
      if (cell.matches("td") && ["", "-"].includes(cell.textContent.trim()) && !cell.querySelector("img, svg, input, progress")) cell.dataset.empty = "";
    });
  }
  list.classList.add("has-labels");
}

function current() {
  return rows.findIndex((row) => row.contains(document.activeElement));
}

function step(by) {
  if (rows.length === 0) return;
  const at = current();
  const next = at === -1 ? (by > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + by));
  (rows[next].querySelector("th a, td a") ?? rows[next].querySelector("input"))?.focus({ preventScroll: true });
  rows[next].scrollIntoView({ block: "nearest" });
}

function choose() {
  rows[current()]?.querySelector(".action-select")?.click();
}

function open(id) {
  const menu = document.getElementById(id);
  if (!menu) return;
  menu.open = true;
  menu.querySelector("input:not([type=hidden]), button")?.focus();
}

if (list) label();

const acts = {
  "/": () => document.getElementById("searchbar")?.focus(),
  j: () => step(1),
  k: () => step(-1),
  x: choose,
  a: () => document.querySelector(".actions select")?.focus(),
  s: () => open("keep-list"),
  e: () => open("export-list"),
  "?": showHelp,
};
kept.slice(0, 9).forEach((link, number) => (acts[String(number + 1)] = () => link.click()));
onKeys(acts);

for (const button of document.querySelectorAll("[data-show-help]")) {
  button.hidden = false;
  button.addEventListener("click", showHelp);
}
document.querySelector("[data-close-help]")?.addEventListener("click", (event) => event.target.closest("dialog").close());
