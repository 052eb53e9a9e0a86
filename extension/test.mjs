// Bundles the scripts' own tests for Node.js, as the extension's scripts are bundled:
// `node extension/test.mjs FOLDER`, and then `node --test FOLDER`.
import { build } from "esbuild";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { OPTIONS, contentScripts, cssText } from "./build.mjs";

const SOURCE = path.dirname(fileURLToPath(import.meta.url));
const files = await readdir(SOURCE, { recursive: true });
const tests = files.filter((file) => file.endsWith(".test.ts") && !file.startsWith("node_modules"));
await build({
  ...OPTIONS,
  entryPoints: tests.toSorted().map((file) => path.join(SOURCE, file)),
  format: "esm",
  // The names of the package's own functions are short, too.
  minify: true,
  outbase: SOURCE,
  outdir: path.resolve(process.argv[2]),
  outExtension: { ".js": ".mjs" },
  platform: "node",
  plugins: [contentScripts, cssText],
  target: "node20",
});
