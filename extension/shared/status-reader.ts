// Has documents read by the wasm: the status page's, up to the agreed number of bytes, and pages
// that failed.
import type { PageFacts } from "../content/page-facts.ts";
import { judge, read } from "./generated/gatewatch.js";
import { loadWasm } from "./load-wasm.ts";

/** The verdict on a page, as a line: from what it showed, and how it came. */
export async function judgePage(facts: PageFacts, response: string): Promise<string> {
  await loadWasm();
  return judge(facts, response);
}

/** What a document of the status page says, as a line. */
export async function readStatus(
  response: Response,
  url: string,
  mostBytes: number,
): Promise<string> {
  const ready = loadWasm();
  const body = await readBody(response, mostBytes);
  const type = response.headers.get("content-type") ?? "";
  await ready;
  return read(body, url, response.url, response.status, type);
}

async function readBody({ body }: Response, mostBytes: number): Promise<Uint8Array> {
  const stream = body?.getReader();
  const parts: BlobPart[] = [];
  let size = 0;
  while (stream && size <= mostBytes) {
    const { done, value } = await stream.read();
    if (done) break;
    parts.push(value);
    size += value.length;
  }
  void stream?.cancel();
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
