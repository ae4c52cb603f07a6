// Queries, the letter and the clearance by keyboard. Everything on these pages works without this script.

import { onKeys, showHelp } from "./keys.js";

const steps = [...document.querySelectorAll("[data-step]")];
const atHand = () => document.activeElement?.closest("[data-step]");

function step(by) {
  if (steps.length === 0) return;
  const at = steps.indexOf(atHand());
  const next = at === -1 ? (by > 0 ? 0 : steps.length - 1) : Math.max(0, Math.min(steps.length - 1, at + by));
  steps[next].focus({ preventScroll: true });
  steps[next].scrollIntoView({ block: "nearest" });
}

const FIRST = ":is(select, textarea, input:not([type=hidden]))";

/** Open a form and go into its first field. */
function openForm(details) {
  details.open = true;
  details.scrollIntoView({ block: "nearest" });
  details.querySelector(FIRST)?.focus({ preventScroll: true });
}

/** What a key is for: a link is followed, a folded form opened, an open form entered, another place gone to. */
function use(element) {
  if (element.matches("a, button")) element.click();
  else if (element.matches("details")) openForm(element);
  else {
    element.scrollIntoView({ block: "nearest" });
    (element.querySelector(FIRST) ?? element).focus({ preventScroll: true });
  }
}

function recordAnswer() {
  const card = atHand() ?? steps.find((one) => one.querySelector("details"));
  const details = card?.querySelector("details");
  if (details) openForm(details);
}

const acts = { j: () => step(1), k: () => step(-1), r: recordAnswer, "?": showHelp };
for (const element of document.querySelectorAll("[data-key]")) acts[element.dataset.key] ??= () => use(element);
onKeys(acts);

for (const button of document.querySelectorAll("[data-show-help]")) button.addEventListener("click", showHelp);

// What was refused is what its writer looks for.
document.querySelector(`.has-errors ${FIRST}`)?.focus();

/* Choosing lines ------------------------------------------------------------------------------------------------ */

const all = document.getElementById("choose-all");
const boxes = [...document.querySelectorAll("#approve-form input[name=verdict]")];

function showAll() {
  all.checked = boxes.every((one) => one.checked);
  all.indeterminate = !all.checked && boxes.some((one) => one.checked);
}

if (all) {
  all.closest("label").hidden = false;
  all.addEventListener("change", () => boxes.forEach((one) => { one.checked = all.checked; }));
  for (const one of boxes) one.addEventListener("change", showAll);
  showAll();
}

/* The letter ---------------------------------------------------------------------------------------------------- */

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.querySelector("span").textContent = button.dataset.copied;
  });
}
