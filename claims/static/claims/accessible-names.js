// Gives names and roles to what Django's admin scripts build without them: select2's boxes and the help icons.
// They come and go while the page is used, so the page is looked over again after each change.

const WATCHED = ["aria-expanded", "aria-labelledby", "aria-activedescendant"];

const words = (element) => (element?.textContent ?? "").replace(/[*:\s]+$/, "").trim();

// Setting an attribute to the value it has would wake the observer again, for ever.
function set(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

function nameOf(select) {
  const label = select.id ? document.querySelector(`label[for="${CSS.escape(select.id)}"]`) : null;
  return words(label) || select.getAttribute("aria-label") || select.name || "";
}

function nameBox(box, select, name) {
  const shown = box.querySelector(".select2-selection__rendered");
  const value = box.classList.contains("select2-selection--single") ? words(shown) : "";
  set(box, "aria-label", value ? `${name}: ${value}` : name);
  box.removeAttribute("aria-labelledby");
  if (box.getAttribute("role") === "combobox") set(box, "aria-controls", `select2-${select.id}-results`);
  if (shown?.getAttribute("role") === "textbox") {
    shown.removeAttribute("role");
    shown.removeAttribute("aria-readonly");
  }
  if (shown?.tagName === "UL") {
    for (const item of [shown, ...shown.querySelectorAll("li")]) set(item, "role", "presentation");
  }
  for (const field of box.querySelectorAll(".select2-search__field")) set(field, "aria-label", name);
}

function nameEverything() {
  for (const icon of document.querySelectorAll("span.help-tooltip[aria-label]:not([role])")) set(icon, "role", "img");
  for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
    const name = nameOf(select);
    const boxes = select.nextElementSibling?.querySelectorAll(".select2-selection") ?? [];
    if (name) for (const box of boxes) nameBox(box, select, name);
  }
  const search = document.querySelector(".select2-container--open .select2-dropdown .select2-search__field");
  if (search) set(search, "aria-label", "Search");
  for (const list of document.querySelectorAll("ul.select2-results__options")) set(list, "aria-label", "Results");
}

let waiting = false;

function nameSoon() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    nameEverything();
  });
}

new MutationObserver(nameSoon).observe(document.documentElement, {
  childList: true, subtree: true, attributes: true, attributeFilter: WATCHED,
});
nameSoon();
