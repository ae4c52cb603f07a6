// Selecting words of a text by keyboard: arrows go from word to word, with Shift the selection grows and shrinks.

/** A cursor over `words` ([{start, end}], in order). It knows two words: where the selection began, and where it is. */
export class WordCursor {
  constructor(words) {
    this.words = words;
    this.anchor = null;
    this.at = null;
    this.next = 0;
  }

  /** The selected span {start, end}, or null before the first word was chosen. */
  get span() {
    if (this.at === null) return null;
    const [first, last] = [Math.min(this.anchor, this.at), Math.max(this.anchor, this.at)];
    return { start: this.words[first].start, end: this.words[last].end };
  }

  /** Go `step` words on; `extend` keeps the other end of the selection where it is. */
  move(step, { extend = false } = {}) {
    if (this.words.length === 0) return;
    const from = this.at ?? (step > 0 ? this.next - 1 : this.next);
    this.at = Math.max(0, Math.min(this.words.length - 1, from + step));
    if (!extend || this.anchor === null) this.anchor = this.at;
  }

  /** Select from the first to the last word inside start…end. */
  select(start, end) {
    const inside = this.words.flatMap((word, index) => (word.end > start && word.start < end ? [index] : []));
    if (inside.length === 0) return;
    [this.anchor, this.at] = [inside[0], inside.at(-1)];
  }

  /** Stand before the first word at or after `offset`, with nothing selected: one step on selects that word. */
  standBefore(offset) {
    const index = this.words.findIndex((word) => word.end > offset);
    this.next = index === -1 ? this.words.length : index;
    this.at = this.anchor = null;
  }
}

/** Whether this arrow leads to the next word of `text` (1) or back (-1): where one reads from the right, left is on. */
export function onward(arrow, text) {
  const isToTheLeft = getComputedStyle(text).direction === "rtl";
  return (arrow === "ArrowRight") !== isToTheLeft ? 1 : -1;
}
