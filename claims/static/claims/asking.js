// “Ask the author” in the article's workspace: the link names the words that are selected, else the sentence at hand.

import { onKeys } from "./keys.js";
import { selectedSpan } from "./text-offsets.js";

// Looked up anew each time: the page stays, and its content changes.
const aimed = () => document.getElementById("ask-author");

function aim() {
  const link = aimed();
  if (!link) return;
  const address = new URL(link.href);
  for (const name of ["start", "end", "sentence"]) address.searchParams.delete(name);
  const span = selectedSpan(document.getElementById("article-text"));
  if (span) {
    address.searchParams.set("start", span.start);
    address.searchParams.set("end", span.end);
  } else {
    const sentence = document.getElementById("sentence-choice")?.value;
    if (sentence) address.searchParams.set("sentence", sentence);
  }
  link.href = address;
}

const isOnIt = (event) => event.target.closest?.("#ask-author");

if (aimed()) {
  document.addEventListener("selectionchange", aim);
  for (const when of ["pointerdown", "focusin"]) document.addEventListener(when, (event) => isOnIt(event) && aim());
  document.addEventListener("mousedown", (event) => isOnIt(event) && event.preventDefault()); // a press would end the selection
  onKeys({
    q: () => {
      aim();
      location.assign(aimed().href);
    },
  });
}
