// The claim workspace by keyboard. Every form on the page works without this script.

import { fetchAhead } from "./ahead.js";
import "./choosing.js";
import { onKeys, showHelp } from "./keys.js";
import { offerPeople } from "./mentions.js";

function step(by) {
  const steps = [...document.querySelectorAll("[data-step]")];
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
  details.querySelector("form :is(input:not([type=hidden]), select, textarea)")?.focus();
}

/** Follow a link of the gate: to a form it opens, to a field it puts the cursor into. */
function follow(event, link) {
  const place = document.getElementById(link.hash.slice(1));
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

/** To the first passage that is offered as evidence; T and X decide about the one at hand. */
function goToOffers() {
  const offers = document.getElementById("offered");
  if (!offers) return;
  offers.open = true;
  const first = offers.querySelector("[data-passage]");
  first?.scrollIntoView({ block: "nearest" });
  first?.focus({ preventScroll: true });
}

function decide(how) {
  const passage = document.activeElement.closest("[data-passage]");
  passage?.querySelector(how)?.click();
}

const wayBack = () => document.querySelector(".breadcrumbs a:last-of-type");
const mayHandOver = () => document.querySelector("#verdict-editor button[value=submit]") !== null;
let mightHandOver = mayHandOver();

/** Who handed a verdict over goes back to the article next. */
function fetchWayBack() {
  if (mightHandOver && !mayHandOver()) fetchAhead(wayBack());
  mightHandOver = mayHandOver();
}

for (const kind of ["pointerover", "focusin"]) {
  document.addEventListener(kind, (event) => event.target.closest?.(".breadcrumbs a") === wayBack() && fetchAhead(wayBack()));
}

onKeys({
  j: () => step(1),
  k: () => step(-1),
  e: () => openForm("add-evidence"),
  o: goToOffers,
  t: () => decide("[data-take]"),
  x: () => decide("[data-refuse]"),
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
  b: () => wayBack()?.click(),
  "?": showHelp,
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a.gate-text");
  if (link) follow(event, link);
  else if (event.target.closest?.("[data-show-help]")) showHelp();
});

function begin() {
  offerPeople();
  // A refused form is what its writer looks for; without one, as at the gate, the words that say why.
  document.querySelector(".has-errors :is(input, select, textarea)")?.focus();
  if (!document.querySelector(".has-errors")) document.querySelector(".errornote[tabindex]")?.focus();
}

document.addEventListener("content:new", begin);
document.addEventListener("content:new", fetchWayBack);
begin();
