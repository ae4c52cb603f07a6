// Finds every TextQuoteSelector of an annotation collection in a page, as @apache-annotator/dom finds them.
// Usage: node anchors.mjs PAGE.html COLLECTION.json. Prints, for each annotation, the words that were found, all of them.
import { readFileSync } from 'node:fs';
import { JSDOM } from 'jsdom';
import { createTextQuoteSelectorMatcher } from '@apache-annotator/dom';

const [, , page, collection] = process.argv;
const { window } = new JSDOM(readFileSync(page, 'utf8'));
Object.assign(globalThis, { window, document: window.document, NodeFilter: window.NodeFilter, Node: window.Node });
// The text; and the headline, where that is the first line of it and shown above. What the desk says stands beside.
const parts = ['.article-text', 'main h1'].map((one) => window.document.querySelector(one));
const found = [];
for (const annotation of JSON.parse(readFileSync(collection, 'utf8')).first.items) {
  const selector = annotation.target.selector.find((one) => one.type === 'TextQuoteSelector');
  const ranges = [];
  for (const part of parts) {
    if (ranges.length) break;
    for await (const range of createTextQuoteSelectorMatcher(selector)(part)) ranges.push(range.toString());
  }
  found.push({ id: annotation.id, exact: selector.exact, ranges });
}
console.log(JSON.stringify(found));
