// Bundles the extension's scripts, pages and stylesheets: `node extension/build.mjs FOLDER`.
// `cargo xtask build` calls it, after it has written `shared/generated/`.
import { build } from "esbuild";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const SOURCE = path.dirname(fileURLToPath(import.meta.url));

// Each file of the package that is loaded as a module, and the source that it is made of. Those of
// pages are found by their folders.
const MODULES = {
  "background.js": "background/index.ts",
  "demo-worker.js": "pages/welcome/demo-worker.ts",
};

// Scripts that are put into pages by their file name. The value of a file's last statement would go
// back to the background, and Firefox refuses one that cannot be copied: inside of a function there
// is none.
const CLASSIC = { "keep-typing.js": "content/keep-typing.ts" };

// Of every bundle: the oldest browsers that the manifest allows.
export const OPTIONS = {
  bundle: true,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  target: ["chrome123", "firefox142"],
};

// The default export of a file as the text of one function, with all that it imports inside it.
async function functionOf(file) {
  const contents = `import run from ${JSON.stringify(file)};\nresult = run(argument);`;
  const { outputFiles, errors, warnings } = await build({
    ...OPTIONS,
    format: "iife",
    logLevel: "silent",
    plugins: [cssText],
    stdin: { contents, resolveDir: path.dirname(file), sourcefile: "content-script" },
    write: false,
  }).catch((error) => ({ outputFiles: [], errors: error.errors, warnings: error.warnings }));
  // `result` and `argument` are free inside the bundle, and stand for these two.
  const [{ text: code } = { text: "" }] = outputFiles;
  const text = `function (argument) {\nlet result;\n${code}\nreturn result;\n}`;
  return { text, errors, warnings };
}

// `import card from "../content/card.ts" with { type: "content-script" }` gives the default export
// of that file as a function that is whole in itself: everything that the file imports is inside
// it, so that `chrome.scripting.executeScript({ func: card, args: [order] })` can send its text into
// a page. TypeScript sees the type of the export as it is. One argument at most.
export const contentScripts = {
  name: "content-script",
  setup(bundler) {
    bundler.onResolve({ filter: /.*/ }, ({ path: name, resolveDir, with: attributes }) => {
      if (attributes.type !== "content-script") return undefined;
      return { path: path.resolve(resolveDir, name), namespace: "content-script" };
    });
    bundler.onLoad({ filter: /.*/, namespace: "content-script" }, async ({ path: file }) => {
      const { text, errors, warnings } = await functionOf(file);
      const contents = `export default ${text}`;
      return { contents, errors, warnings, resolveDir: path.dirname(file), loader: "js" };
    });
  },
};

// `import sheet from "./card.css" with { type: "css-text" }` gives the text of a stylesheet, with all
// that it imports, for a shadow root.
export const cssText = {
  name: "css-text",
  setup(bundler) {
    bundler.onResolve({ filter: /\.css$/ }, ({ path: name, resolveDir, with: attributes }) => {
      if (attributes.type !== "css-text") return undefined;
      return { path: path.resolve(resolveDir, name), namespace: "css-text" };
    });
    bundler.onLoad({ filter: /.*/, namespace: "css-text" }, async ({ path: file }) => {
      const { outputFiles } = await build({
        ...OPTIONS,
        entryPoints: [file],
        minify: true,
        write: false,
      });
      return { contents: outputFiles[0].text, loader: "text" };
    });
  },
};

// English is one file of the package, which whatever shows texts loads.
const english = {
  name: "english",
  setup(bundler) {
    const external = { path: "/english.js", external: true };
    bundler.onResolve({ filter: /\/english\.js$/ }, () => external);
  },
};

const plugins = [english, contentScripts, cssText];

// The files below the source with that ending, by their paths in it.
async function below(ending) {
  const files = await readdir(SOURCE, { recursive: true });
  const own = files
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !/(^|\/)node_modules\//.test(file));
  return own.filter((file) => file.endsWith(ending)).toSorted();
}

// The pages, each in a folder of its name. In the package they stand side by side, at the addresses
// that they always had: tabs that the browser restores, and bookmarks, still find them.
async function pages() {
  const html = (await below(".html")).filter((file) => /^pages\/(\w+)\/\1\.html$/.test(file));
  return html.map((file) => path.posix.basename(file, ".html"));
}

// The script of each page, by the name under which the page loads it.
function scriptsOf(names) {
  return Object.fromEntries(names.map((name) => [`${name}.js`, `pages/${name}/${name}.ts`]));
}

async function bundle(entries, outdir, options) {
  const entryPoints = Object.entries(entries).map(([output, source]) => ({
    in: path.join(SOURCE, source),
    out: output.slice(0, -path.extname(output).length),
  }));
  await build({ ...OPTIONS, ...options, entryPoints, minify: true, outdir, plugins });
}

async function main(outdir) {
  const names = await pages();
  await mkdir(outdir, { recursive: true });
  for (const name of names) {
    const html = await readFile(path.join(SOURCE, `pages/${name}/${name}.html`));
    await writeFile(path.join(outdir, `${name}.html`), html);
  }
  await bundle(MODULES, outdir, { format: "esm" });
  // What pages share is in the package once.
  await bundle(scriptsOf(names), outdir, { format: "esm", splitting: true });
  await bundle(CLASSIC, outdir, { format: "iife" });
  await bundle({ "page.css": "pages/page.css" }, outdir, {});
}

// `--function content/page-facts.ts` prints that one function, for whoever runs it elsewhere.
async function printFunction(file) {
  const { text, errors } = await functionOf(path.join(SOURCE, file));
  if (errors.length > 0) throw new Error(errors[0].text);
  process.stdout.write(`(${text})`);
}

// `--page SCRIPT FILE` bundles a script that an ordinary page loads: the playground's.
async function bundlePage(script, file) {
  await build({
    ...OPTIONS,
    allowOverwrite: true,
    entryPoints: [script],
    external: ["./playground.js"],
    format: "esm",
    minify: true,
    outfile: file,
    plugins: [cssText],
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [first, ...others] = process.argv.slice(2);
  if (first === "--function") await printFunction(others[0]);
  else if (first === "--page") await bundlePage(others[0], others[1]);
  else await main(path.resolve(first));
}
