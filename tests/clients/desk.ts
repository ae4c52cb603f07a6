// A client whose types openapi-typescript made of the desk's description: a CMS hands a draft over and asks how it stands.
import createClient from "openapi-fetch";
import type {components, paths} from "./description.js";

declare const process: {argv: string[]};

type Badge = components["schemas"]["Badge"];
type Draft = components["schemas"]["DraftRequest"];

const [origin, token] = process.argv.slice(2) as [string, string];
const desk = createClient<paths>({baseUrl: origin});
const headers = {Authorization: `Bearer ${token}`};
const draft: Draft = {title: "Harbour traffic", text: "The port handled 4,200 ships in 2023.", work: "before"};

async function put(body: Draft): Promise<string> {
  const path = {external_id: "wp-1"};
  const {data, error} = await desk.PUT("/api/v1/desk/articles/by-id/{external_id}/", {params: {path}, headers, body});
  if (!data) throw new Error(JSON.stringify(error));
  return data.result;
}

async function badges(...ids: string[]): Promise<[Badge["state"][], number]> {
  const {data} = await desk.GET("/api/v1/badges/", {params: {query: {external_id: ids}}});
  return [data?.results.map((row) => row.state) ?? [], data?.unknown.length ?? -1];
}

// What the description doesn't know, the compiler refuses.
// @ts-expect-error
const misspelt: Draft = {title: "Harbour traffic", words: "…"};
// @ts-expect-error
const wrong = () => desk.GET("/api/v1/badges/", {params: {query: {externalid: ["wp-1"]}}});
void [misspelt, wrong];

const refused = await desk.PUT("/api/v1/desk/articles/by-id/{external_id}/", {
  params: {path: {external_id: "-"}}, headers, body: draft,
});
console.log(JSON.stringify({
  results: [await put(draft), await put(draft), await put({...draft, text: "Other words."})],
  badges: await badges("wp-1", "wp-2"),
  refused: refused.error?.code,
}));
