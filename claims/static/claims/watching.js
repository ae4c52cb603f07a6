// The pages about sources, captures and alerts by keyboard. Everything on them works without this script.

import { onKeys, showHelp } from "./keys.js";

const steps = [...document.querySelectorAll("[data-step]")];

/** Go to the next or the previous step; on a row, into its link, so that Enter opens it. */
function step(by) {
  if (steps.length === 0) return;
  const at = steps.indexOf(document.activeElement.closest("[data-step]"));
  const next = at === -1 ? (by > 0 ? 0 : steps.length - 1) : Math.max(0, Math.min(steps.length - 1, at + by));
  const target = steps[next].matches("li, tr") ? steps[next].querySelector("a") ?? steps[next] : steps[next];
  target.focus({ preventScroll: true });
  steps[next].scrollIntoView({ block: "nearest" });
}

/** What a key is for: a link is followed, a button pressed, a form opened, any other place gone to. */
function use(element) {
  if (element.matches("a, button")) {
    element.click();
  } else if (element.matches("details")) {
    element.open = true;
    element.scrollIntoView({ block: "center" });
    element.querySelector("form :is(select, textarea, input:not([type=hidden])), a, button")?.focus({ preventScroll: true });
  } else {
    element.scrollIntoView({ block: "start" });
    element.focus({ preventScroll: true });
  }
}

const acts = { j: () => step(1), k: () => step(-1), "?": showHelp };
for (const element of document.querySelectorAll("[data-key]")) acts[element.dataset.key] ??= () => use(element);

onKeys(acts);

for (const button of document.querySelectorAll("[data-show-help]")) button.addEventListener("click", showHelp);

// A refused form is what its writer looks for.
document.querySelector(".has-errors :is(input, select, textarea), details.dismiss[open] textarea")?.focus();

/* A capture that is due: look now and then whether it was made, and say so ---------------------------------------- */

const waiting = document.querySelector("[data-waiting]:not([data-waiting=''])");
const SOON = 15; // seconds
const LOOKS = 40;

async function lookForCapture(left) {
  const answer = await fetch(waiting.dataset.page);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.getElementById(waiting.id)?.dataset.waiting;
  if (now !== undefined && now !== waiting.dataset.waiting) tellOfCapture();
  else if (left > 0) setTimeout(lookForCapture, 3000, left - 1);
}

function tellOfCapture() {
  const note = document.getElementById("captured-note");
  if (note) note.hidden = false;
}

if (waiting && document.getElementById("captured-note")) {
  const inSeconds = Number(waiting.dataset.due) - Date.now() / 1000;
  if (inSeconds < SOON) setTimeout(lookForCapture, Math.max(1500, inSeconds * 1000), LOOKS);
}
