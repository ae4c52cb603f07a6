// Every list of the desk by keyboard. Without this script each of these things is a link, a button or a form.

import { onKeys, showHelp } from "./keys.js";

const rows = [...document.querySelectorAll("#result_list tbody tr")];
const kept = [...document.querySelectorAll("[data-kept]")];

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
