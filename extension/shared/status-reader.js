// Has documents read by a wasm of their own, which the first one wakes: the status page's, no more
// of them than was agreed, and those that failed.
import { load } from "./load-wasm.js";
import init, { judge as judged, read } from "./generated/gatewatch.js";

let awake; // a promise
const wake = () => (awake ??= load("gatewatch_bg.wasm").then((module) => init({ module_or_path: module })).catch(notAwake));
function notAwake(error) {
  awake = undefined; // asked for again by the next document
  throw error;
}

export async function judge(answer, response) {
  await wake();
  return judged(answer, response);
}

export async function readStatus(response, url, most) {
  const ready = wake();
  const stream = response.body?.getReader();
  const parts = [];
  let size = 0;
  while (stream && size <= most) {
    const { done, value } = await stream.read();
    if (done) break;
    parts.push(value);
    size += value.length;
  }
  stream?.cancel();
  const body = new Uint8Array(await new Blob(parts).arrayBuffer());
  const type = response.headers.get("content-type") ?? "";
  await ready;
  return read(body, url, response.url, response.status, type);
}
