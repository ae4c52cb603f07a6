// Between the DOM and a text: where a selection begins and ends, in code points, and back.
//
// The text is rendered in segments, <span data-start="N">words</span>, N being the offset of their first code point.
// Whatever stands between the segments (numbers of claims, buttons) is no part of the text. The desk counts code
// points; the DOM counts UTF-16 units, two for characters outside the basic plane.

/** How many code points `string` has. */
export function codePoints(string) {
  let count = 0;
  for (const _ of string) count += 1;
  return count;
}

/** How many UTF-16 units the first `count` code points of `string` take. */
export function units(string, count) {
  let taken = 0;
  for (const character of string) {
    if (count === 0) break;
    taken += character.length;
    count -= 1;
  }
  return taken;
}

const segmentsOf = (root) => [...root.querySelectorAll("[data-start]")];
const startOf = (segment) => Number(segment.dataset.start);
const endOf = (segment) => startOf(segment) + codePoints(segment.textContent);

function insideSegment(segment, node, offset) {
  const before = document.createRange();
  before.selectNodeContents(segment);
  before.setEnd(node, offset);
  return startOf(segment) + codePoints(before.toString());
}

/**
 * The offset of a DOM point in the text under `root`, or null if it is not beside any of it. A point between segments
 * is taken to the text after it when a selection starts there, and to the text before it when one ends there.
 */
export function offsetAt(root, node, offset, { isEnd = false } = {}) {
  const holder = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
  if (holder && root.contains(holder)) return insideSegment(holder, node, offset);
  const point = document.createRange();
  point.setStart(node, offset);
  const segments = segmentsOf(root);
  if (isEnd) {
    const before = segments.findLast((segment) => point.comparePoint(segment, segment.childNodes.length) <= 0);
    return before ? endOf(before) : null;
  }
  const after = segments.find((segment) => point.comparePoint(segment, 0) >= 0);
  return after ? startOf(after) : null;
}

/** The selected span {start, end} of the text under `root`, without white space at its ends, or null. */
export function selectedSpan(root, selection = document.getSelection()) {
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(root)) return null;
  const start = offsetAt(root, range.startContainer, range.startOffset);
  const end = offsetAt(root, range.endContainer, range.endOffset, { isEnd: true });
  if (start === null || end === null || start >= end) return null;
  return trimmed(textOf(root), start, end);
}

/** The text under `root` as an array of code points, so that its indexes are the desk's offsets. */
export function textOf(root) {
  const text = [];
  for (const segment of segmentsOf(root)) {
    const start = startOf(segment);
    while (text.length < start) text.push("\n");
    text.push(...segment.textContent);
  }
  return text;
}

/** {start, end} without white space at its ends; null if nothing is left. */
export function trimmed(text, start, end) {
  while (start < end && /\s/u.test(text[start])) start += 1;
  while (end > start && /\s/u.test(text[end - 1])) end -= 1;
  return start < end ? { start, end } : null;
}

function pointAt(segments, offset, isEnd) {
  const holds = isEnd
    ? (segment) => startOf(segment) < offset && offset <= endOf(segment)
    : (segment) => startOf(segment) <= offset && offset < endOf(segment);
  const segment = segments.find(holds);
  if (!segment) return null;
  return [segment.firstChild, units(segment.textContent, offset - startOf(segment))];
}

/** The DOM range of the span start…end of the text under `root`, or null if it is not there. */
export function rangeOf(root, start, end) {
  const segments = segmentsOf(root);
  const [from, to] = [pointAt(segments, start, false), pointAt(segments, end, true)];
  if (!from || !to) return null;
  const range = document.createRange();
  range.setStart(...from);
  range.setEnd(...to);
  return range;
}

/** Spans [{start, end}] of the words of `text` (an array of code points), by the rules of `language`. */
export function wordsOf(text, language) {
  const words = [];
  let at = 0;
  for (const { segment, isWordLike } of new Intl.Segmenter(language, { granularity: "word" }).segment(text.join(""))) {
    const length = codePoints(segment);
    if (isWordLike) words.push({ start: at, end: at + length });
    at += length;
  }
  return words;
}
