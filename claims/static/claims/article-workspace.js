// The article workspace by mouse, touch and keyboard. Without this script the page's forms do all of it.

import { fetchAhead } from "./ahead.js";
import { onKeys, isTyping, showHelp } from "./keys.js";
import { codePoints, rangeOf, selectedSpan, textOf, wordsOf } from "./text-offsets.js";
import { onward, WordCursor } from "./word-cursor.js";

// The page stays when something is marked, and its content is new: whatever is kept of it here is taken up again in
// begin(), and listeners sit on the document. The words of the text are the same all the while.
const byId = (id) => document.getElementById(id);
const letters = textOf(byId("article-text"));
const cursor = new WordCursor(wordsOf(letters, byId("article-text").dataset.language || undefined));
let text, list, sentences, rows, current, choice, atHand, ruling, bar, panel, span, lost;

/** The sentences of the text in their order; one may be in several parts. */
function spansOfSentences() {
  const found = new Map();
  for (const part of text.querySelectorAll("[data-sentence] [data-start]")) {
    const element = part.closest("[data-sentence]");
    const key = element.dataset.sentence;
    const start = Number(part.dataset.start);
    if (!found.has(key)) found.set(key, { key, element, start });
    found.get(key).end = start + codePoints(part.textContent);
  }
  return [...found.values()];
}

/* Claims ------------------------------------------------------------------------------------------------------- */

function choose(key, { scrollText = true } = {}) {
  current = rows.find((row) => row.dataset.claim === key) ?? null;
  for (const element of document.querySelectorAll("[data-claim].is-current")) element.classList.remove("is-current");
  if (!current) return;
  for (const element of document.querySelectorAll(`[data-claim="${key}"]`)) element.classList.add("is-current");
  showInList(current);
  const place = Number(current.dataset.startAt);
  if (scrollText) text.querySelector(`.claim-mark[data-claim="${key}"]`)?.scrollIntoView({ block: "center" });
  takeSentence(sentenceAt(place), { scroll: false });
}

function step(by) {
  if (rows.length === 0) return;
  const at = current ? rows.indexOf(current) + by : by > 0 ? 0 : rows.length - 1;
  const row = rows[Math.max(0, Math.min(rows.length - 1, at))];
  choose(row.dataset.claim);
  row.querySelector("a").focus({ preventScroll: true });
}

/** Bring a row into sight in the list beside the text. Where the list stands below the text, the page stays put. */
function showInList(row) {
  if (getComputedStyle(list).overflowY !== "auto") return;
  const [inside, around] = [row.getBoundingClientRect(), list.getBoundingClientRect()];
  if (inside.top < around.top) list.scrollTop += inside.top - around.top;
  else if (inside.bottom > around.bottom) list.scrollTop += inside.bottom - around.bottom;
}

/** The list follows the cursor: the claims of the sentence at hand are marked, and the first of them is in sight. */
function followIn(sentence) {
  const near = rows.filter((row) => Number(row.dataset.startAt) < sentence.end && Number(row.dataset.endAt) > sentence.start);
  for (const row of rows) row.classList.toggle("is-near", near.includes(row));
  for (const row of near.slice(1).reverse()) showInList(row);
  const next = near[0] ?? rows.find((row) => Number(row.dataset.startAt) >= sentence.end) ?? rows.at(-1);
  if (next && !(current && near.includes(current))) showInList(next);
}

const linkOf = (row) => row?.querySelector("a").href;

/* Sentences ---------------------------------------------------------------------------------------------------- */

const sentenceAt = (place) => sentences.find((one) => one.end > place) ?? sentences.at(-1) ?? null;

function takeSentence(sentence, { scroll = true } = {}) {
  if (!sentence) return;
  atHand = sentence;
  for (const element of text.querySelectorAll(".is-at-hand")) element.classList.remove("is-at-hand");
  for (const element of text.querySelectorAll(`[data-sentence="${sentence.key}"]`)) element.classList.add("is-at-hand");
  if (choice) choice.value = sentence.key;
  followIn(sentence);
  if (scroll) sentence.element.scrollIntoView({ block: "center" });
}

function stepSentence(by) {
  const at = atHand ? sentences.indexOf(atHand) + by : 0;
  takeSentence(sentences[Math.max(0, Math.min(sentences.length - 1, at))]);
  document.getSelection().removeAllRanges();
  cursor.standBefore(atHand.start);
}

const isDone = (sentence) => sentence.element.matches(".is-complete, .is-not-checkable");

/** The next sentence after the one at hand that `wanted` says yes to, from the top again behind the last. */
function goToNext(wanted) {
  const at = atHand ? sentences.indexOf(atHand) + 1 : 0;
  const found = [...sentences.slice(at), ...sentences.slice(0, at)].find(wanted);
  if (!found) return;
  text.focus({ preventScroll: true });
  takeSentence(found);
  document.getSelection().removeAllRanges();
  cursor.standBefore(found.start);
}

function goToCell(event, cell) {
  event.preventDefault();
  if (cell.dataset.jump) goToNext((one) => one.key === cell.dataset.jump);
  else goToNext((one) => one.element.classList.contains(`is-${cell.dataset.nextState}`));
}

function judge(act) {
  if (!choice || !atHand) return;
  choice.value = atHand.key;
  document.querySelector(`#sentence-form button[value="${act}"]`).click();
}

/* Not checkable: one key asks, the next one answers. The bar with the reasons is in the way of nothing else. */

function ruleOut() {
  if (!ruling || !atHand) return;
  byId("rule-out-sentence").value = atHand.key;
  ruling.hidden = false;
  byId("workspace-says").textContent = ruling.dataset.says;
}

function ruleOutNot() {
  ruling.hidden = true;
  text.focus();
}

function answerRuling(event) {
  if (!ruling || ruling.hidden || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const buttons = [...ruling.querySelectorAll("button[name=reason]")];
  const button = buttons.find((one) => one.dataset.key === event.key.toLowerCase()) ?? buttons[Number(event.key) - 1];
  const passes = ["Tab", "Shift", "Enter", " "].includes(event.key);
  if (passes) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (button) button.click();
  else ruling.hidden = true;
}

document.addEventListener("keydown", answerRuling, { capture: true });

/* Selecting words, and making a claim of them ------------------------------------------------------------------- */

function showSpan(found) {
  span = found;
  if (!bar) return;
  bar.hidden = !found;
  if (found && ruling) ruling.hidden = true;
  if (found) byId("selection-words").textContent = `“${letters.slice(found.start, found.end).join("")}”`;
}

document.addEventListener("selectionchange", () => {
  const found = selectedSpan(text);
  showSpan(found);
  if (!found) return;
  takeSentence(sentenceAt(found.start), { scroll: false });
  const own = cursor.span;
  if (own?.start !== found.start || own?.end !== found.end) cursor.select(found.start, found.end);
});

function select(found) {
  if (!found) return;
  const range = rangeOf(text, found.start, found.end);
  if (!range) return;
  const selection = document.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  range.startContainer.parentElement.scrollIntoView({ block: "nearest" });
}

function moveWord(by, extend) {
  cursor.move(by, { extend });
  select(cursor.span);
}

/** Mark the chosen words while the form has the focus, where the browser can. */
function keepInSight(found) {
  if (!CSS.highlights) return;
  CSS.highlights.clear();
  const range = found && rangeOf(text, found.start, found.end);
  if (range) CSS.highlights.set("chosen", new Highlight(range));
}

document.addEventListener("toggle", (event) => event.target === panel && !panel.open && keepInSight(null), { capture: true });

function makeClaim() {
  const found = span ?? (atHand && { start: atHand.start, end: atHand.end });
  if (!panel || !found) return;
  const words = letters.slice(found.start, found.end).join("");
  const form = byId("mark-form");
  panel.open = true;
  keepInSight(found);
  form.elements["mark-exact"].value = words;
  form.elements["mark-start"].value = found.start;
  form.elements["mark-end"].value = found.end;
  const statement = form.elements["mark-statement"];
  statement.value = words;
  if (/["“”„«»「」『』]/u.test(words)) {
    form.elements["mark-kind"].value = "quote";
    form.elements["mark-rated"].value = "said";
  }
  panel.scrollIntoView({ block: "nearest" });
  statement.focus();
  statement.select();
}

/* A claim that the new version of the text lost stands at the selected words -------------------------------------- */

function markAgain() {
  const chosen = document.querySelector(".settle-again[open]")?.closest("[data-lost]") ?? lost;
  const form = chosen?.querySelector(".settle-mark");
  if (!form || !span) return;
  form.closest("details").open = true;
  form.elements.exact.value = letters.slice(span.start, span.end).join("");
  form.elements.start.value = span.start;
  form.elements.end.value = span.end;
  form.scrollIntoView({ block: "nearest" });
  form.querySelector("button").focus();
}

/* By touch, and where the panels stand below the text: what can be done with a sentence is offered beneath it ------ */

const panelsAreAway = matchMedia("(max-width: 1024px), (pointer: coarse)");

function offerActs() {
  const sentenceBar = byId("sentence-bar");
  if (sentenceBar) sentenceBar.hidden = !panelsAreAway.matches;
}

/* What the mouse does ------------------------------------------------------------------------------------------- */

function takeAtPointer(event) {
  if (!document.getSelection().isCollapsed || event.target.closest("a")) return;
  const mark = event.target.closest(".claim-mark");
  if (mark) choose(mark.dataset.claim, { scrollText: false });
  const inside = event.target.closest("[data-sentence]");
  const sentence = inside && sentences.find((one) => one.key === inside.dataset.sentence);
  if (sentence) {
    takeSentence(sentence, { scroll: false });
    offerActs();
    cursor.standBefore(sentence.start);
  }
}

function closePanel(event, button) {
  byId(button.dataset.closePanel).open = false;
  text.focus();
}

const CLICKS = {
  "#article-text": takeAtPointer,
  "#coverage :is([data-next-state], [data-jump])": goToCell,
  "#rule-out-not": ruleOutNot,
  "#mark-selection, #sentence-claim": makeClaim,
  "#mark-again": markAgain,
  "#sentence-complete": () => judge("complete"),
  "#sentence-rule-out": ruleOut,
  "[data-close-panel]": closePanel,
  "[data-show-help]": showHelp,
};

document.addEventListener("click", (event) => {
  for (const [place, act] of Object.entries(CLICKS)) {
    const found = event.target.closest?.(place);
    if (found) act(event, found);
  }
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("#claim-list .claim-row");
  if (!row) return;
  if (row !== current) choose(row.dataset.claim);
  fetchAhead(row.querySelector("a"));
});

document.addEventListener("pointerover", (event) => fetchAhead(event.target.closest?.("#claim-list a, #article-text a.claim-number")));

/* What the keys do ---------------------------------------------------------------------------------------------- */

onKeys({
  j: () => step(1),
  k: () => step(-1),
  e: () => current && location.assign(`${linkOf(current)}#evidence`),
  t: () => text.focus(),
  c: makeClaim,
  x: ruleOut,
  n: () => goToNext((one) => !isDone(one)),
  d: () => judge("complete"),
  o: () => judge("reopen"),
  u: () => document.querySelector("#undo-form button")?.click(),
  m: markAgain,
  s: () => {
    if (!atHand) return;
    cursor.select(atHand.start, atHand.end);
    select(cursor.span);
  },
  "?": showHelp,
});

document.addEventListener("keydown", (event) => {
  if (!text.contains(event.target) || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const acts = {
    ArrowRight: () => moveWord(onward("ArrowRight", text), event.shiftKey),
    ArrowLeft: () => moveWord(onward("ArrowLeft", text), event.shiftKey),
    ArrowDown: () => stepSentence(1),
    ArrowUp: () => stepSentence(-1),
    Enter: () => current && location.assign(linkOf(current)),
    Escape: () => document.getSelection().removeAllRanges(),
  };
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

/* Where we come from -------------------------------------------------------------------------------------------- */

function takeUp() {
  text = byId("article-text");
  list = byId("claim-list");
  choice = byId("sentence-choice");
  ruling = byId("rule-out");
  bar = byId("selection-bar");
  panel = byId("mark-panel");
  lost = document.querySelector("[data-lost]:not([data-lost=''])");
  sentences = spansOfSentences();
  rows = list ? [...list.querySelectorAll(".claim-row")] : [];
  current = atHand = span = null;
  for (const element of document.querySelectorAll("[data-claim].is-current")) element.classList.remove("is-current"); // of parts that stayed
  const again = byId("mark-again");
  if (lost && again) again.hidden = false;
  CSS.highlights?.clear();
}

function begin() {
  takeUp();
  const [, kind, key] = location.hash.match(/^#(claim|sentence)-(\d+)$/) ?? [];
  if (kind === "claim") choose(key);
  else takeSentence(sentences.find((one) => one.key === (key ?? choice?.value)) ?? sentences[0], { scroll: kind === "sentence" });
  // The next word is the one behind what was just marked; and the arrow keys go on from there.
  if (kind === "claim" && current) cursor.standBefore(Number(current.dataset.endAt));
  else if (atHand) cursor.standBefore(atHand.start);
  if (kind) text.focus({ preventScroll: true });
  sayWhatWasDone();
}

// The browser goes to the place in the address too, maybe later than this, and takes the cursor from what has it.
addEventListener("load", () => requestAnimationFrame(() => /^#(claim|sentence)-/.test(location.hash) && document.activeElement === document.body && text.focus({ preventScroll: true })));

/* What was done, said aloud. A page that comes with its words says nothing: screen readers hear what changes later. */

function sayWhatWasDone() {
  const done = [...document.querySelectorAll(".messagelist li, .undo-words")].map((one) => one.textContent.trim().replace(/\s+/g, " "));
  const says = byId("workspace-says");
  if (says && done.length) setTimeout(() => (says.textContent = done.join(" ")), 250);
}

/** What the desk refused stands in its form: the work goes on there. */
function goOnInForm() {
  takeUp();
  takeSentence(sentences.find((one) => one.key === choice?.value), { scroll: false });
  document.querySelector(".has-errors :is(input, select, textarea)")?.focus();
}

document.addEventListener("content:new", (event) => (event.detail.isDone ? begin() : goOnInForm()));
begin();
