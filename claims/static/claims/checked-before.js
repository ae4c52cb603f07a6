// “Has this been checked before?”, asked beside the form while a statement is being written. Without this script: a button.

const PAUSE = 350; // milliseconds without a key: somebody reads what they wrote
const SHORTEST = 12; // characters; fewer are like anything

let statement, panel, beside, found, take;
let timer = 0;
let asked = "";
let running = null;

function begin() {
  clearTimeout(timer);
  running?.abort();
  asked = "";
  statement = document.getElementById("id_mark-statement");
  panel = document.getElementById("mark-panel");
  beside = document.getElementById("alike");
  found = document.getElementById("alike-found");
  take = document.getElementById("alike-take");
  // The list comes by itself: the button would only be one more stop of the Tab key, and an empty box tells nothing.
  document.getElementById("alike-ask").remove();
  document.getElementById("alike-heading").hidden = false;
  beside.hidden = !found.querySelector("ul");
  for (const kind of ["input", "focus"]) statement.addEventListener(kind, soon);
  panel.addEventListener("toggle", soon);
}

function clear() {
  found.replaceChildren();
  beside.hidden = true;
}

/** With the place of the words, so that the sentences beside them are looked at as well. */
function address(words, extra = {}) {
  const { language, version } = beside.dataset;
  const [start, end] = ["start", "end"].map((name) => statement.form.elements[`mark-${name}`].value);
  return `${beside.dataset.address}?${new URLSearchParams({ statement: words, language, version, start, end, ...extra })}`;
}

async function ask() {
  const words = statement.value.trim();
  if (words === asked || !panel.open) return;
  asked = words;
  running?.abort();
  if (words.length < SHORTEST) return clear();
  running = new AbortController();
  beside.classList.add("is-looking");
  try {
    const answer = await fetch(address(words, { part: 1 }), { signal: running.signal, headers: { Accept: "text/html" } });
    if (answer.ok && !answer.redirected) show(await answer.text());
  } catch (error) {
    if (error.name === "AbortError") return;
    clear(); // nothing is said where nothing is known
  }
  beside.classList.remove("is-looking");
}

/** The desk's own markup, made of escaped words; its links open beside the form, so that nothing typed is left. */
function show(markup) {
  const list = new DOMParser().parseFromString(markup, "text/html").querySelector("ul");
  beside.hidden = !list?.querySelector("a");
  if (beside.hidden) return found.replaceChildren();
  for (const one of list.querySelectorAll(":scope > .alike")) {
    const button = document.importNode(take.content, true);
    button.querySelector("button").value = one.id.replace("alike-", "");
    one.after(button);
  }
  for (const one of list.querySelectorAll("a")) {
    one.target = "_blank";
    one.rel = "noopener";
  }
  found.replaceChildren(document.adoptNode(list));
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
}

document.addEventListener("content:new", begin);
begin();
