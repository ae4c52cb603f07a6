// What is typed into a form is kept in this browser until the server has it: through a crash, a closed window, a log-out.
//
// Kept are forms marked data-keep or data-draft, for this person alone, for seven days; never a password or a file, and
// nothing of a form that asks for one. A draft keeps the version of the row that it was typed over: restored and saved,
// it meets the desk's own check for stale saves, and both texts are shown.

const DAYS = 7;
const PREFIX = "draft:";
const WIPE = "wipe-drafts-at-log-out";
const SENT = "draft-sent"; // in this window: the key of the form that was sent last, until the next page tells
const PAUSE = 300; // milliseconds without a keystroke

const person = document.querySelector("#header[data-person]")?.dataset.person;
const FORMS = "form[data-keep], form[data-draft], form:has([data-draft])";
let forms = [];
let atFirst = new Map();

function look() {
  forms = [...document.querySelectorAll(FORMS)].filter((form) => !form.querySelector("input[type=password]"));
  atFirst = new Map(forms.map((form) => [form, atFirst.get(form) ?? visible(read(form))]));
}

/* Kept things ----------------------------------------------------------------------------------------------------- */

function keyOf(form) {
  const name = form.dataset.draft ?? form.querySelector("[data-draft]")?.dataset.draft ?? new URL(form.action).pathname;
  const twins = forms.filter((one) => one.action === form.action);
  // Forms that go to one address are told apart by what they are about.
  const about = twins.length > 1 ? [...form.querySelectorAll("input[type=hidden]")].filter(isAbout).map((one) => one.value) : [];
  return `${PREFIX}${person}:${[name, ...about].join(" ")}`;
}

function isAbout(input) {
  return input.name !== "csrfmiddlewaretoken" && !/version$/.test(input.name);
}

function stored(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function store(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Full, or not allowed here: the desk works as it would without drafts.
  }
}

function allKeys(prefix = PREFIX) {
  return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
}

function forgetOld() {
  const oldest = Date.now() - DAYS * 24 * 3600 * 1000;
  for (const key of allKeys()) if (!(stored(key)?.at > oldest)) localStorage.removeItem(key);
}

/* Reading and filling a form -------------------------------------------------------------------------------------- */

function controls(form) {
  const never = ["password", "file", "submit", "button", "reset", "image"];
  return [...form.elements].filter((one) => one.name && one.name !== "csrfmiddlewaretoken" && !never.includes(one.type));
}

function valuesOf(one) {
  if (one.type === "checkbox" || one.type === "radio") return one.checked ? [[one.value]] : [];
  if (one.selectedOptions) return [...one.selectedOptions].map((option) => [option.value, option.text]);
  return [[one.value]];
}

/** [name, kind, values] of every field. */
function read(form) {
  const found = new Map();
  for (const one of controls(form)) {
    const [, , values] = found.get(one.name) ?? found.set(one.name, [one.name, one.type, []]).get(one.name);
    values.push(...valuesOf(one));
  }
  return [...found.values()];
}

/** What a person sees of a form, as one text to compare. */
function visible(fields) {
  return JSON.stringify(fields.filter(([, kind]) => kind !== "hidden").map(([name, , values]) => [name, values.map(([value]) => value)]));
}

/** Returns the fields that changed. */
function fill(form, fields) {
  const changed = [];
  const left = new Map(fields.map(([name, , values]) => [name, [...values]]));
  for (const one of controls(form)) {
    const values = left.get(one.name);
    if (!values) continue;
    const before = JSON.stringify(valuesOf(one));
    put(one, values);
    if (JSON.stringify(valuesOf(one)) === before) continue;
    for (const kind of ["input", "change"]) one.dispatchEvent(new Event(kind, { bubbles: true }));
    changed.push(one);
  }
  return changed;
}

function put(one, values) {
  if (one.type === "checkbox" || one.type === "radio") {
    one.checked = values.some(([value]) => value === one.value);
  } else if (one.options) {
    for (const [value, text] of values) {
      // A field that looks its choices up as one types has only those that were chosen before.
      if (![...one.options].some((option) => option.value === value)) one.add(new Option(text, value));
    }
    for (const option of one.options) option.selected = values.some(([value]) => value === option.value);
  } else if (values.length) {
    one.value = values.shift()[0];
  }
}

function version(fields) {
  return fields.find(([name, kind]) => kind === "hidden" && /version$/.test(name))?.[2][0]?.[0] ?? "";
}

/* Keeping --------------------------------------------------------------------------------------------------------- */

const pending = new Map();

function keepSoon(form) {
  clearTimeout(pending.get(form));
  pending.set(form, setTimeout(keep, PAUSE, form));
}

function keep(form) {
  clearTimeout(pending.get(form));
  pending.delete(form);
  const fields = read(form);
  if (visible(fields) === atFirst.get(form) && !isRefused(form)) localStorage.removeItem(keyOf(form));
  else store(keyOf(form), { at: Date.now(), page: location.pathname.replace(/(\/workspace\/).*/, "$1"), place: form.id || form.closest("[id]")?.id, title: document.title, fields });
}

function keepAll() {
  for (const form of [...pending.keys()]) keep(form);
}

/** The server gave the form back, with what was typed in it. */
function isRefused(form) {
  return Boolean(form.querySelector(".errornote, .errorlist, .has-errors, .theirs"));
}

function forget(form) {
  clearTimeout(pending.get(form));
  pending.delete(form);
  atFirst.set(form, visible(read(form)));
  localStorage.removeItem(keyOf(form));
  closestOffer(form)?.remove();
}

/* Sending --------------------------------------------------------------------------------------------------------- */

function send(event) {
  const form = event.target;
  if (form.id === "logout-form") {
    if (localStorage.getItem(WIPE) === "yes") wipe();
  } else if (forms.includes(form)) {
    keep(form);
    if (!stored(keyOf(form))) return;
    sessionStorage.setItem(SENT, keyOf(form));
  }
}

/** What the page that answers says of the form that was sent from this window. */
function hear() {
  const key = sessionStorage.getItem(SENT);
  if (!key) return;
  const logIn = document.getElementById("login-form");
  if (logIn) {
    if (stored(key)) logIn.before(copyOf("draft-kept"));
    return;
  }
  sessionStorage.removeItem(SENT);
  if (document.querySelector(".messagelist .success")) localStorage.removeItem(key);
}

/* Offering -------------------------------------------------------------------------------------------------------- */

function copyOf(id) {
  return document.getElementById(id).content.cloneNode(true).firstElementChild;
}

function offers(among = forms) {
  for (const form of among) {
    const draft = stored(keyOf(form));
    if (!draft) continue;
    if (isRefused(form)) continue; // the words are in the form already
    if (visible(draft.fields) === atFirst.get(form)) localStorage.removeItem(keyOf(form));
    else offer(form, draft);
  }
}

function offer(form, draft) {
  const made = copyOf("draft-offer");
  const when = made.querySelector(".draft-when");
  when.textContent = whenWords(when.dataset, new Date(draft.at));
  made.querySelector(".draft-words").textContent = sample(form, draft.fields);
  made.querySelector(".draft-stale").hidden = version(draft.fields) === version(read(form));
  made.querySelector(".draft-restore").addEventListener("click", () => restore(form, draft, made));
  made.querySelector(".draft-discard").addEventListener("click", () => {
    localStorage.removeItem(keyOf(form));
    made.remove();
  });
  outermost(form).before(made);
  made.form = form;
}

function closestOffer(form) {
  return [...document.querySelectorAll(".draft-offer")].find((one) => one.form === form);
}

/** The form, or what is folded or hidden around it: an offer has to be seen. */
function outermost(form) {
  const folds = [];
  for (let one = form.parentElement; one; one = one.parentElement) if (one.matches("details, [hidden], dialog")) folds.push(one);
  return folds.at(-1) ?? form;
}

function whenWords({ today, earlier }, at) {
  const language = document.documentElement.lang || undefined;
  const time = at.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
  const isToday = at.toDateString() === new Date().toDateString();
  const day = at.toLocaleDateString(language, { weekday: "long", day: "numeric", month: "long" });
  return (isToday ? today : earlier).replace("{time}", time).replace("{day}", day);
}

/** The first words that differ from what stands in the form now. */
function sample(form, fields) {
  const now = new Map(read(form).map(([name, , values]) => [name, JSON.stringify(values.map(([value]) => value))]));
  const changed = fields.filter(([name, kind, values]) => kind !== "hidden" && now.get(name) !== JSON.stringify(values.map(([value]) => value)));
  const written = changed.find(([, kind]) => /text|search|url/.test(kind)) ?? changed[0];
  const words = written?.[2].map(([value, text]) => text ?? value).join(", ") ?? "";
  return words.length > 160 ? `${words.slice(0, 160)}…` : words;
}

/** Open every fold that this stands in, also within its form. */
function openAround(element) {
  for (let one = element.parentElement; one; one = one.parentElement) if (one.matches("details")) one.open = true;
}

function restore(form, draft, made) {
  openAround(form);
  made.remove();
  const changed = fill(form, draft.fields).filter((one) => one.type !== "hidden");
  for (const one of changed) openAround(one);
  const first = changed.find((one) => /text|search|url/.test(one.type)) ?? changed[0];
  first?.focus();
  first?.scrollIntoView({ block: "center" });
}

/* One's own word on it: "My settings" ----------------------------------------------------------------------------- */

function wipe() {
  for (const key of allKeys(`${PREFIX}${person}:`)) localStorage.removeItem(key);
  sessionStorage.removeItem(SENT);
}

function settle(section) {
  section.hidden = false;
  const choice = section.querySelector("[name=wipe]");
  choice.checked = localStorage.getItem(WIPE) === "yes";
  choice.addEventListener("change", () => localStorage.setItem(WIPE, choice.checked ? "yes" : "no"));
  section.querySelector("[data-wipe-now]").addEventListener("click", () => {
    wipe();
    listDrafts(section);
    section.querySelector(".draft-list").focus();
  });
  listDrafts(section);
}

function listDrafts(section) {
  const list = section.querySelector(".draft-list");
  const drafts = allKeys(`${PREFIX}${person}:`).map(stored).filter(Boolean).sort((one, other) => other.at - one.at);
  list.replaceChildren(...drafts.map(draftRow));
  section.querySelector(".draft-none").hidden = drafts.length > 0;
  section.querySelector("[data-wipe-now]").hidden = drafts.length === 0;
}

function draftRow(draft) {
  const row = document.createElement("li");
  const link = document.createElement("a");
  link.href = draft.page + (draft.place ? `#${draft.place}` : "");
  link.textContent = draft.title || draft.page;
  const at = document.createElement("span");
  at.className = "meta";
  at.textContent = ` ${new Date(draft.at).toLocaleString(document.documentElement.lang || undefined, { dateStyle: "medium", timeStyle: "short" })}`;
  row.append(link, at);
  return row;
}

/* ----------------------------------------------------------------------------------------------------------------- */

look();
hear();
if (person) {
  forgetOld();
  offers();
  document.addEventListener("content:leaving", keepAll);
  document.addEventListener("content:new", () => {
    const before = forms;
    look();
    hear();
    offers(forms.filter((form) => !before.includes(form)));
  });
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form");
    if (forms.includes(form)) keepSoon(form);
  });
  document.addEventListener("submit", send);
  // A script that saved a form without leaving the page says so.
  document.addEventListener("draft:saved", (event) => forget(event.target.closest("form")));
  addEventListener("pagehide", keepAll);
  document.addEventListener("visibilitychange", () => document.hidden && keepAll());
  const section = document.getElementById("drafts-here");
  if (section) settle(section);
}
