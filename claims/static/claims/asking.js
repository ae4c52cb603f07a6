// “Ask the author” in the article's workspace: the link names the words that are selected, else the sentence at hand.

import { onKeys } from "./keys.js";
import { selectedSpan } from "./text-offsets.js";

const link = document.getElementById("ask-author");
const text = document.getElementById("article-text");

function aim() {
  const address = new URL(link.href);
  for (const name of ["start", "end", "sentence"]) address.searchParams.delete(name);
  const span = selectedSpan(text);
  if (span) {
    address.searchParams.set("start", span.start);
    address.searchParams.set("end", span.end);
  } else {
    const sentence = document.getElementById("sentence-choice")?.value;
    if (sentence) address.searchParams.set("sentence", sentence);
  }
  link.href = address;
}

if (link && text) {
  document.addEventListener("selectionchange", aim);
  for (const when of ["pointerdown", "focus"]) link.addEventListener(when, aim);
  link.addEventListener("mousedown", (event) => event.preventDefault()); // a press would end the selection
  onKeys({
    q: () => {
      aim();
      location.assign(link.href);
    },
  });
}
