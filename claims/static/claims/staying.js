// Forms marked data-stay are sent without leaving the page: the server answers with the page's content as it is now, and
// that takes the old one's place. A whole page costs a browser three times as much, and a redirect the server twice.
// Without this script the forms lead to the page anew, which shows the same.

const main = document.getElementById("content-start");
let isSending = false;

/** Tell other scripts of the page that its content is new. Words that were being typed are theirs to keep before. */
function tell(name, detail = null) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

/** `place` is the part of the page where something was done; null where the desk refused it. */
function show(html, place, address) {
  const isDone = place !== null;
  tell("content:leaving");
  const made = document.createElement("template");
  made.innerHTML = html;
  for (const kept of made.content.querySelectorAll("[data-kept]")) {
    const old = document.getElementById(kept.id);
    if (old) kept.replaceWith(old);
    else kept.remove();
  }
  main.replaceChildren(made.content);
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

async function send(form, button) {
  const address = button?.hasAttribute("formaction") ? button.formAction : form.action;
  const answer = await fetch(address, { method: "POST", body: new FormData(form, button), headers: { "X-Stays": "yes" } });
  // Who was logged out is led to the log-in page, and from there back to this one.
  if (answer.redirected) return location.assign(answer.url);
  if (!answer.ok) throw new Error(`${answer.status}`);
  const html = await answer.text();
  const place = answer.headers.get("X-Place");
  if (place !== null) form.dispatchEvent(new CustomEvent("draft:saved", { bubbles: true }));
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
