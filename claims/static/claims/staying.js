// Forms marked data-stay are sent without leaving the page: the server answers with the page's content as it is now, and
// that takes the old one's place. A whole page costs a browser three times as much, and a redirect the server twice.
// Without this script the forms lead to the page anew, which shows the same.

const MARKS = 120; // parts of which the desk is told what stands here: a header has to stay short

const main = document.getElementById("content-start");
let isSending = false;

/** Tell other scripts of the page that its content is new. Words that were being typed are theirs to keep before. */
function tell(name, detail = null) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

/** The parts that stand here, by the marks that the desk gave them: it leaves out those that are as they were. */
function shown() {
  return [...main.querySelectorAll("[id][data-mark]")].slice(0, MARKS).map((part) => `${part.id}=${part.dataset.mark}`).join(" ");
}

/** The child of `old` in which stands what `made` leaves as it is. */
function counterpart(made, old) {
  const kept = made.matches("[data-kept]") ? made : made.querySelector("[data-kept]");
  let there = kept && document.getElementById(kept.id);
  while (there && there.parentNode !== old) there = there.parentElement;
  return there?.localName === made.localName ? there : null;
}

/** What is kept in a part that stood elsewhere is moved there. */
function takeAlong(made) {
  for (const kept of [made, ...made.querySelectorAll("[data-kept]")]) if (kept.matches("[data-kept]")) kept.replaceWith(document.getElementById(kept.id));
}

/** Make `old` what `made` is, without touching the parts that are kept: what is moved in a page is laid out anew. */
function renew(old, made) {
  const staying = new Map();
  const kept = new Set();
  for (const child of [...made.children]) {
    const there = counterpart(child, old);
    if (there && !kept.has(there)) {
      staying.set(child, there);
      kept.add(there);
    } else takeAlong(child);
  }
  for (const child of [...old.childNodes]) if (!kept.has(child)) child.remove();
  let next = old.firstChild;
  for (const child of [...made.childNodes]) {
    const there = staying.get(child);
    if (!there) {
      old.insertBefore(child, next);
      continue;
    }
    if (there !== next) old.insertBefore(there, next);
    next = there.nextSibling;
    if (child.matches("[data-kept]")) continue;
    for (const { name, value } of child.attributes) there.setAttribute(name, value);
    renew(there, child);
  }
}

/** `place` is the part of the page where something was done; null where the desk refused it. */
function show(html, place, address) {
  const isDone = place !== null;
  tell("content:leaving");
  const made = document.createElement("template");
  made.innerHTML = html;
  for (const kept of made.content.querySelectorAll("[data-kept]")) if (!document.getElementById(kept.id)) kept.remove();
  renew(main, made.content);
  if (isDone) history.replaceState(null, "", `${address ?? ""}#${place}`); // as a reload would find it
  tell("content:new", { isDone });
  const there = place && document.getElementById(place);
  if (main.contains(document.activeElement)) {
    // The page knows by itself where the work goes on.
  } else if (there) {
    there.scrollIntoView({ block: "start" });
    there.focus({ preventScroll: true });
  } else {
    main.querySelector("[role=alert]")?.scrollIntoView({ block: "center" });
  }
  // The article workspace says by itself what was done.
  document.getElementById("stay-says").textContent = document.getElementById("workspace-says") ? "" : wordsOf(".messagelist li, .errornote");
}

function wordsOf(selector) {
  return [...main.querySelectorAll(selector)].map((one) => one.textContent.trim()).join(" ");
}

/** Nothing was saved, as far as one can know; what was typed stands where it stood. */
function tellOfTrouble(form) {
  form.querySelector(".stay-trouble")?.remove();
  const note = document.getElementById("stay-trouble").content.cloneNode(true).firstElementChild;
  form.prepend(note);
  note.scrollIntoView({ block: "center" });
}

/** What was sent is done: where its form stays on the page, it is blank and folded away, as it was before. */
function putAway(form) {
  if (form.contains(document.activeElement)) document.activeElement.blur();
  form.reset();
  for (const list of form.querySelectorAll(".select2-hidden-accessible")) window.django.jQuery(list).trigger("change");
  const fold = form.closest("details");
  if (fold) fold.open = false;
  form.dispatchEvent(new CustomEvent("draft:saved", { bubbles: true }));
}

async function send(form, button) {
  const address = button?.hasAttribute("formaction") ? button.formAction : form.action;
  const answer = await fetch(address, { method: "POST", body: new FormData(form, button), headers: { "X-Stays": "yes", "X-Shown": shown() } });
  // Who was logged out is led to the log-in page, and from there back to this one.
  if (answer.redirected) return location.assign(answer.url);
  if (!answer.ok) throw new Error(`${answer.status}`);
  const html = await answer.text();
  const place = answer.headers.get("X-Place");
  if (place !== null) putAway(form);
  return show(html, place, answer.headers.get("X-Address"));
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("form[data-stay]")) return;
  event.preventDefault();
  if (isSending) return;
  isSending = true;
  main.setAttribute("aria-busy", "true");
  try {
    await send(form, event.submitter);
  } catch {
    tellOfTrouble(form);
  } finally {
    isSending = false;
    main.removeAttribute("aria-busy");
  }
});
