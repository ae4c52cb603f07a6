// The page that a person will open next is made ready while they look at the link: opened, it is there. The browser does so
// for links of the class is-likely (ahead.speculationrules, named in a header of the page): it makes the whole page, or at
// least fetches it; one that can do neither loads it when it is opened. Nobody is present there before (opened.js).

import { onceOpened } from "./opened.js";

const PASSING = 120; // milliseconds: who goes by on the way to another link asks the desk for nothing
const FRESH = 15_000; // milliseconds: then what was fetched is dropped, since others work at the desk too

let likely = null;
let timer;

/** What was fetched is out of date, or nobody wants it. */
export function forget() {
  clearTimeout(timer);
  likely?.classList.remove("is-likely");
  likely = null;
}

export function fetchAhead(link) {
  if (!link || link === likely) return;
  forget();
  likely = link;
  onceOpened(() => link === likely && wait(link));
}

function wait(link) {
  timer = setTimeout(() => {
    link.classList.add("is-likely");
    timer = setTimeout(forget, FRESH);
  }, PASSING);
}

// Whatever is sent changes what those pages show.
document.addEventListener("submit", forget);
