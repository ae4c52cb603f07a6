// Finds every TextQuoteSelector of an annotation collection in a page, as @apache-annotator/dom finds them.
// Usage: node anchors.mjs PAGE.html COLLECTION.json. Prints, for each annotation, the words that were found, all of them.
import { readFileSync } from 'node:fs';
import { JSDOM } from 'jsdom';
import { createTextQuoteSelectorMatcher } from '@apache-annotator/dom';

const [, , page, collection] = process.argv;
const { window } = new JSDOM(readFileSync(page, 'utf8'));
Object.assign(globalThis, { window, document: window.document, NodeFilter: window.NodeFilter, Node: window.Node });
const text = window.document.querySelector('.article-text');
const found = [];
for (const annotation of JSON.parse(readFileSync(collection, 'utf8')).first.items) {
  const selector = annotation.target.selector.find((one) => one.type === 'TextQuoteSelector');
  const ranges = [];
  for await (const range of createTextQuoteSelectorMatcher(selector)(text)) ranges.push(range.toString());
  found.push({ id: annotation.id, exact: selector.exact, ranges });
}
console.log(JSON.stringify(found));
