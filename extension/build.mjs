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
  "background.js": "background/index.js",
  "trial.js": "pages/welcome/demo-worker.js",
};

// Scripts that are put into pages by their file name. The value of a file's last statement would go
// back to the background, and Firefox refuses one that cannot be copied: inside of a function there
// is none.
const CLASSIC = {
  "aside.js": "content/avoid-overlap.js",
  "finder.js": "content/composer-locator.js",
  "reader.js": "content/composer-reader.js",
  "typing.js": "content/keep-typing.js",
};

// Of every bundle: the oldest browsers that the manifest allows.
export const OPTIONS = {
  bundle: true,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  target: ["chrome123", "firefox142"],
};

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
      const contents = `import run from ${JSON.stringify(file)};\nresult = run(argument);`;
      const { outputFiles, errors, warnings } = await build({
        ...OPTIONS,
        format: "iife",
        logLevel: "silent",
        stdin: { contents, resolveDir: path.dirname(file), sourcefile: "content-script" },
        write: false,
      }).catch((error) => ({
        outputFiles: [],
        errors: error.errors,
        warnings: error.warnings,
      }));
      // `result` and `argument` are free inside the bundle, and stand for these two.
      const [{ text } = { text: "" }] = outputFiles;
      const whole = `export default function (argument) {\nlet result;\n${text}\nreturn result;\n}`;
      return {
        contents: whole,
        errors,
        warnings,
        resolveDir: path.dirname(file),
        loader: "js",
      };
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

const plugins = [english, contentScripts];

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
async function scriptsOfPages(names) {
  const typescript = new Set(await below(".ts"));
  const source = (name) => `pages/${name}/${name}`;
  return Object.fromEntries(
    names.map((name) => [
      `${name}.js`,
      typescript.has(`${source(name)}.ts`) ? `${source(name)}.ts` : `${source(name)}.js`,
    ]),
  );
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
  await bundle({ ...MODULES, ...(await scriptsOfPages(names)) }, outdir, { format: "esm" });
  await bundle(CLASSIC, outdir, { format: "iife" });
  await bundle({ "page.css": "pages/page.css" }, outdir, {});
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(path.resolve(process.argv[2]));
