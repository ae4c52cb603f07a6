// Who else is here, who writes, and what is unread. A page gives a sign of life every 15 seconds while it is looked at.
// A lock only warns: saving works without one, and two who save at once see both texts.

import { onceOpened } from "./opened.js";

const EVERY = 15_000; // milliseconds
const SETTLING = 500; // milliseconds: who only passes through was never here, and a page that opens has the desk to itself
const SHOWN = 3; // people named; the others are counted

const place = document.getElementById("presence");
const token = document.querySelector("#logout-form [name=csrfmiddlewaretoken]")?.value;
const lockable = () => document.querySelector("form[data-lock], form:has([data-lock])");
const words = (id) => document.getElementById(id).dataset;

let isKnown = false; // the desk was told that we are here
let isWriting = false; // somebody types here, and did not save yet
let held = false; // we hold the lock, as far as we know
let shown = ""; // the notice that stands above the form, by what it says
let timer;

function body(act) {
  return new URLSearchParams({ csrfmiddlewaretoken: token, subject: place.dataset.subject, page: location.pathname.replace(/(\/workspace\/).*/, "$1"), act });
}

async function sign(act = isWriting ? "writing" : "here") {
  clearTimeout(timer);
  isKnown = true;
  try {
    const answer = await fetch(place.dataset.address, { method: "POST", body: body(act), headers: { Accept: "application/json" } });
    // Who was logged out is led to the log-in page: this one stays as it is, and says nothing.
    if (answer.ok && !answer.redirected) show(await answer.json(), act);
  } catch {
    // Without a network there is nobody to tell of; the next sign of life tries again.
  }
  if (!document.hidden) timer = setTimeout(sign, EVERY);
}

function show({ others, more, writer, unread }, act) {
  showPeople(others, more);
  showUnread(unread);
  showLock(writer, act);
}

/* People ---------------------------------------------------------------------------------------------------------- */

function showPeople(others, more) {
  const list = place.querySelector(".presence-people");
  const say = words("presence-words");
  const rest = others.length - SHOWN + more;
  const rows = others.slice(0, SHOWN).map((one) => person(one.name, say[one.is_writing ? "writing" : "here"], one.is_writing));
  if (rest > 0) rows.push(person("", say.more.replace("{n}", rest), false));
  const told = rows.map((row) => row.textContent).join();
  if (list.dataset.told === told) return; // a screen reader hears changes only
  list.dataset.told = told;
  list.replaceChildren(...rows);
}

function person(name, does, writes) {
  const row = document.getElementById("presence-person").content.cloneNode(true).firstElementChild;
  row.classList.toggle("is-writing", writes);
  row.querySelector(".presence-mark").textContent = initials(name);
  row.querySelector(".presence-name").textContent = name;
  row.querySelector(".presence-does").textContent = does;
  if (!name) row.querySelector(".presence-mark").remove();
  return row;
}

function initials(name) {
  const parts = name.trim().split(/\s+/);
  return (parts.length > 1 ? [...parts[0]][0] + [...parts.at(-1)][0] : [...name].slice(0, 2).join("")).toUpperCase();
}

function showUnread(count) {
  const bell = document.getElementById("bell");
  if (!bell) return;
  const number = bell.querySelector(".bell-count");
  number.textContent = count > 99 ? "99+" : count;
  for (const one of [number, bell.querySelector(".bell-words")]) one.hidden = count === 0;
}

/* The lock -------------------------------------------------------------------------------------------------------- */

function showLock(writer, act) {
  const isMine = Boolean(writer?.is_me);
  if (act === "take" && isMine) notice("mine", writer);
  else if (writer && !isMine) notice(held && isWriting ? "taken" : "held", writer);
  else if (!writer) notice("");
  held = isMine || (held && isWriting && Boolean(writer));
}

function notice(kind, writer = { name: "", since: "", key: "" }) {
  const form = lockable();
  const told = `${kind} ${writer.key} ${writer.since}`;
  // Who was told that somebody took over keeps reading that, not that somebody writes.
  if (!form || told === shown || (shown.startsWith("taken") && told === `held ${writer.key} ${writer.since}`)) return;
  shown = told;
  document.querySelector(".lock-notice")?.remove();
  if (!kind) return;
  const made = document.getElementById("lock-notice").content.cloneNode(true).firstElementChild;
  const fill = (text) => (text ?? "").replaceAll("{name}", writer.name).replace("{time}", writer.since);
  const say = words("lock-words");
  made.querySelector(".lock-words").textContent = kind === "mine" ? "" : fill(say[kind]);
  made.querySelector(".lock-advice").textContent = fill(kind === "mine" ? say.mine.replace("{name}", lastWriter) : say[`${kind}Advice`]);
  if (kind === "mine") made.querySelector(".lock-take").remove();
  else made.querySelector(".lock-take").addEventListener("click", () => sign("take"));
  if (kind !== "mine") lastWriter = writer.name;
  form.before(made);
}

let lastWriter = "";

/* When ------------------------------------------------------------------------------------------------------------ */

function beginWriting(event) {
  const form = event.target.closest?.("form");
  if (isWriting || !form || form !== lockable()) return;
  isWriting = true;
  sign();
}

function signSoon() {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(sign, SETTLING);
}

function begin() {
  signSoon();
  document.addEventListener("visibilitychange", signSoon);
}

/** Tell it although the page is being left. */
function farewell(act) {
  navigator.sendBeacon(place.dataset.address, body(act));
}

if (place && token) {
  onceOpened(begin);
  document.addEventListener("input", beginWriting);
  addEventListener("pagehide", () => isKnown && farewell(isWriting ? "stop" : "leave"));
  // What was written is saved, or stands in a form that was given back: there one begins to write anew.
  document.addEventListener("content:new", () => {
    shown = "";
    if (isWriting) sign("stop");
    isWriting = false;
  });
  addEventListener("pageshow", (event) => event.persisted && sign());
}

/* What is opened is read ------------------------------------------------------------------------------------------ */

const list = document.querySelector(".told-list");

function tellRead(link) {
  const form = link.closest("li").querySelector("form");
  const said = new FormData(form);
  said.set("act", "read");
  fetch(form.action, { method: "POST", body: said, keepalive: true, headers: { Accept: "application/json" } });
}

list?.addEventListener("click", (event) => {
  const link = event.target.closest("[data-told]");
  if (link) tellRead(link);
});

list?.addEventListener("keydown", (event) => {
  if (event.key === "r" && !event.ctrlKey && !event.metaKey && !event.altKey) event.target.closest("li")?.querySelector("form button")?.click();
});
