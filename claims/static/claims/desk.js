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

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-keep]");
  if (form) changed.add(form);
});

document.addEventListener("submit", (event) => changed.delete(event.target));

addEventListener("beforeunload", (event) => {
  if (changed.size) event.preventDefault();
});
