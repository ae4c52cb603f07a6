// The claim workspace by keyboard. Every form on the page works without this script.

import { onKeys, showHelp } from "./keys.js";
import { offerPeople } from "./mentions.js";

const steps = [...document.querySelectorAll("[data-step]")];

function step(by) {
  if (steps.length === 0) return;
  const at = steps.indexOf(document.activeElement.closest("[data-step]"));
  const next = at === -1 ? (by > 0 ? 0 : steps.length - 1) : Math.max(0, Math.min(steps.length - 1, at + by));
  steps[next].focus();
  steps[next].scrollIntoView({ block: "nearest" });
}

/** Open the form behind a <details> and put the cursor into its first field. */
function openForm(id) {
  const details = document.getElementById(id);
  if (!details) return;
  details.open = true;
  details.scrollIntoView({ block: "center" });
  details.querySelector("form :is(input:not([type=hidden]), select:not(.select2-hidden-accessible), textarea)")?.focus();
}

/** Follow a link of the gate: to a form it opens, to a field it puts the cursor into. */
function follow(event) {
  const place = document.getElementById(event.currentTarget.hash.slice(1));
  if (!place) return;
  event.preventDefault();
  if (place instanceof HTMLDetailsElement) return openForm(place.id);
  for (let inside = place.closest("details"); inside; inside = inside.parentElement.closest("details")) inside.open = true;
  place.scrollIntoView({ block: "center" });
  place.focus({ preventScroll: true });
}

function goTo(id) {
  const place = document.getElementById(id);
  if (!place) return;
  place.scrollIntoView({ block: "start" });
  place.focus({ preventScroll: true });
}

function goToVerdict() {
  goTo("verdict");
  document.querySelector("#verdict-editor select")?.focus({ preventScroll: true });
}

onKeys({
  j: () => step(1),
  k: () => step(-1),
  e: () => openForm("add-evidence"),
  a: () => openForm("add-assessment"),
  n: () => openForm("add-note"),
  v: goToVerdict,
  g: () => goTo("steps"),
  c: () => openForm("add-contact"),
  d: () => {
    goTo("add-comment");
    document.querySelector("#add-comment textarea")?.focus();
  },
  m: () => goTo("matches"),
  h: () => goTo("history"),
  b: () => document.querySelector(".breadcrumbs a:last-of-type")?.click(),
  "?": showHelp,
});

for (const button of document.querySelectorAll("[data-show-help]")) button.addEventListener("click", showHelp);

for (const link of document.querySelectorAll("a.gate-text")) link.addEventListener("click", follow);

offerPeople();

// A refused form is what its writer looks for.
document.querySelector(".has-errors :is(input, select, textarea)")?.focus();
