// Lists that are looked up as one types, with the admin's own scripts: 170 kB that nobody waits for who only reads. They
// are in #choosing-media, and are loaded when somebody comes to such a list.

const PLAIN = "select.admin-autocomplete:not(.select2-hidden-accessible)";
let loading = null;

function loaded(script) {
  return new Promise((resolve, reject) => {
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
  });
}

async function loadMedia() {
  const scripts = [];
  for (const given of document.getElementById("choosing-media").content.querySelectorAll("link, script")) {
    const made = document.createElement(given.localName); // a script runs only where it was made
    for (const { name, value } of given.attributes) made.setAttribute(name, value);
    if (given.localName === "script") {
      made.async = false; // one after the other
      scripts.push(loaded(made));
    }
    document.head.append(made);
  }
  await Promise.all(scripts);
  await new Promise((resolve) => window.django.jQuery(resolve)); // by then it has taken up the lists that are there
}

async function offer(list, { opens }) {
  loading ??= loadMedia();
  try {
    await loading;
  } catch {
    loading = null; // the desk was not there: whoever comes back to the list tries again
    return;
  }
  const isStillThere = document.activeElement === list; // who went on meanwhile is not called back
  const found = window.django.jQuery(list);
  if (list.matches(PLAIN)) found.djangoAdminSelect2();
  if (opens) found.select2("open");
  else if (isStillThere) list.nextElementSibling?.querySelector(".select2-selection")?.focus();
}

document.addEventListener("focusin", (event) => event.target.matches(PLAIN) && offer(event.target, { opens: false }));
document.addEventListener("mousedown", (event) => {
  if (!event.target.matches(PLAIN)) return;
  event.preventDefault(); // its own list is empty
  offer(event.target, { opens: true });
});
