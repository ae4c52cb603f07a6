// Searches and pages through a desk with Google's own client. Usage: node factchecktools.mjs ADDRESS QUERY PAGESIZE.
// Prints the texts of all claims, the number of pages, and what the client makes of a refusal.
import { factchecktools } from '@googleapis/factchecktools';

const [, , rootUrl, query, pageSize] = process.argv;
const client = factchecktools({ version: 'v1alpha1', rootUrl, auth: 'any' });
const texts = [];
let pages = 0;
let pageToken;
do {
  const { data } = await client.claims.search({ query, pageSize: Number(pageSize), languageCode: 'en', pageToken });
  texts.push(...(data.claims ?? []).map((claim) => claim.text));
  pageToken = data.nextPageToken;
  pages += 1;
} while (pageToken);
const refused = await client.claims.search({ pageSize: 1 }).then(() => null, (error) => ({
  status: error.status ?? error.response?.status,
  error: error.response?.data?.error,
}));
console.log(JSON.stringify({ texts, pages, refused }));
