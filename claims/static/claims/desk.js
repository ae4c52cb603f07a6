// What every page of the desk shares: menus that close by themselves, and a warning before typed words are left behind.

const openMenus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

const changed = new Set();

function warn(event) {
  event.preventDefault();
}

// Asked only where words would be lost: whoever leaves another page does not wait for its answer.
function watchTheDoor() {
  if (changed.size) addEventListener("beforeunload", warn);
  else removeEventListener("beforeunload", warn);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-keep]");
  if (form) changed.add(form);
  watchTheDoor();
});

document.addEventListener("submit", (event) => {
  changed.delete(event.target);
  watchTheDoor();
});

document.addEventListener("content:new", () => {
  for (const form of changed) if (!form.isConnected) changed.delete(form); // its words are offered again as a draft
  watchTheDoor();
});

// Ctrl+Enter (Cmd+Enter) sends the form that one writes in; with Shift, by its further button: "Save and submit".

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  const form = event.target.closest?.("form");
  if (form?.method !== "post") return;
  const further = form.querySelector("button[value=submit], [name=_continue]");
  const first = form.querySelector(".primary, .default, button:not([type=button])");
  const button = event.shiftKey ? further : first;
  if (!button || button.disabled) return;
  event.preventDefault();
  form.requestSubmit(button);
});
