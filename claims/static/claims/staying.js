// Forms marked data-stay are sent without leaving the page: the server answers with the page's content as it is now, and
// that takes the old one's place. A whole page costs a browser three times as much, and a redirect the server twice.
// Without this script the forms lead to the page anew, which shows the same.

const main = document.getElementById("content-start");
let isSending = false;

/** Tell other scripts of the page that its content is new. Words that were being typed are theirs to keep before. */
function tell(name) {
  document.dispatchEvent(new CustomEvent(name));
}

function show(html, place) {
  tell("content:leaving");
  const made = document.createElement("template");
  made.innerHTML = html;
  for (const kept of made.content.querySelectorAll("[data-kept]")) {
    const old = document.getElementById(kept.id);
    if (old) kept.replaceWith(old);
    else kept.remove();
  }
  main.replaceChildren(made.content);
  tell("content:new");
  const there = place && document.getElementById(place);
  if (there) {
    history.replaceState(null, "", `#${place}`); // as a reload would find it
    there.scrollIntoView({ block: "start" });
    there.focus({ preventScroll: true });
  } else if (!main.contains(document.activeElement)) {
    main.querySelector("[role=alert]")?.scrollIntoView({ block: "center" });
  }
  document.getElementById("stay-says").textContent = [...main.querySelectorAll(".messagelist li, .errornote")].map((one) => one.textContent.trim()).join(" ");
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
  return show(await answer.text(), answer.headers.get("X-Place"));
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
