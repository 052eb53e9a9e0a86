// Reads the texts of one language: the build writes a file of lines for each, and in `ids.js` which
// line is whose. What the browser itself shows of them is in `_locales`.
import { IDS } from "./ids.js";

export async function texts(language) {
  const file = await fetch(`texts/${language}.txt`);
  const lines = (await file.text()).split("\n");
  const all = {};
  IDS.split(" ").forEach((id, at) => lines[at] && (all[id] = lines[at]));
  return all;
}
