// Quoting words of a capture: selected by mouse, touch or keyboard, they go into the form. One can type them there too.

import { isTyping, onKeys } from "./keys.js";
import { rangeOf, selectedSpan, textOf, wordsOf } from "./text-offsets.js";
import { onward, WordCursor } from "./word-cursor.js";

const text = document.getElementById("captured");
const form = document.getElementById("quote-form");
const bar = document.getElementById("quote-bar");

if (text && form && bar) begin();

function begin() {
  const letters = textOf(text);
  const first = Number(text.querySelector("[data-start]")?.dataset.start ?? 0);
  const words = wordsOf(letters, text.dataset.language || undefined).filter((word) => word.start >= first);
  const cursor = new WordCursor(words);
  const said = ({ start, end }) => letters.slice(start, end).join("");
  let span = null;

  document.addEventListener("selectionchange", () => {
    if (form.contains(document.activeElement)) return;
    span = selectedSpan(text);
    bar.hidden = span === null;
    if (!span) return;
    document.getElementById("quote-words").textContent = `“${said(span)}”`;
    if (cursor.span?.start !== span.start || cursor.span?.end !== span.end) cursor.select(span.start, span.end);
  });

  function moveWord(by, extend) {
    cursor.move(by, { extend });
    const range = cursor.span && rangeOf(text, cursor.span.start, cursor.span.end);
    if (!range) return;
    const selection = document.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    (by > 0 ? range.endContainer : range.startContainer).parentElement.scrollIntoView({ block: "nearest" });
  }

  /** Mark the chosen words while the form has the focus, where the browser can. */
  function keepInSight() {
    if (!CSS.highlights) return;
    const range = rangeOf(text, span.start, span.end);
    if (range) CSS.highlights.set("chosen", new Highlight(range));
  }

  function quote() {
    if (!span) return;
    keepInSight();
    form.elements["quote-quote"].value = said(span);
    form.elements["quote-start"].value = span.start;
    form.elements["quote-end"].value = span.end;
    form.dispatchEvent(new Event("input", { bubbles: true }));
    bar.hidden = true;
    document.getElementById("quote-panel").scrollIntoView({ block: "nearest" });
    const next = form.elements["quote-claim"].value ? "quote-stance" : "quote-claim";
    form.elements[next].focus();
  }

  document.getElementById("quote-selection").addEventListener("click", quote);
  onKeys({ q: quote });

  text.addEventListener("keydown", (event) => {
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const acts = {
      ArrowRight: () => moveWord(onward("ArrowRight", text), event.shiftKey),
      ArrowLeft: () => moveWord(onward("ArrowLeft", text), event.shiftKey),
      Escape: () => document.getSelection().removeAllRanges(),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
