// Two captures side by side: from change to change. Without this script the arrows beside each change lead to the next.

const bar = document.getElementById("jump");
const pairs = [...document.querySelectorAll(".pair[id]")];
const count = document.getElementById("jump-count");
const words = count?.textContent ?? "";
let at = -1;

function go(to) {
  pairs[at]?.classList.remove("is-current");
  at = Math.max(0, Math.min(pairs.length - 1, to));
  const pair = pairs[at];
  pair.classList.add("is-current");
  pair.scrollIntoView({ block: "center" });
  pair.focus({ preventScroll: true });
  count.textContent = `${at + 1} / ${words.trim()}`;
}

/** The change at which the reader looks: where they jumped last, or the one nearest to the top of the window. */
function here() {
  if (at >= 0) return at;
  const below = bar.getBoundingClientRect().bottom;
  return pairs.findIndex((one) => one.getBoundingClientRect().bottom > below) - 1;
}

function onJump(key, by) {
  bar?.querySelector(`[data-key="${key}"]`)?.addEventListener("click", (event) => {
    event.preventDefault();
    go(by > 0 ? here() + 1 : here() - 1);
  });
}

if (pairs.length > 0) {
  document.documentElement.classList.add("has-jumps");
  onJump("n", 1);
  onJump("p", -1);
  const named = pairs.findIndex((one) => `#${one.id}` === location.hash);
  if (named >= 0) go(named);
}
