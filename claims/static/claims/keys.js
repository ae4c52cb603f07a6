// One-letter keys of a page. They rest while somebody types, and while a modifier or a dialogue is in use.

const TYPING = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], .select2-container";

export function isTyping(target) {
  return target instanceof Element && target.closest(TYPING) !== null;
}

/** Call `acts[key](event)` when that key is pressed on the page itself. Returns a function that stops listening. */
export function onKeys(acts, target = document) {
  const listen = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act(event);
  };
  target.addEventListener("keydown", listen);
  return () => target.removeEventListener("keydown", listen);
}

/** Open the dialogue that explains the keys. */
export function showHelp() {
  document.getElementById("keyboard-help")?.showModal();
}
