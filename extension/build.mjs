// Bundles the extension's scripts, pages and stylesheets: `node extension/build.mjs FOLDER`.
// `cargo xtask build` calls it, after it has written `shared/generated/`.
import { build } from "esbuild";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const SOURCE = path.dirname(fileURLToPath(import.meta.url));
const GENERATED = path.join(SOURCE, "shared/generated");

// Each file of the package that is loaded as a module, and the source that it is made of. The
// scripts of pages are found in their HTML.
const MODULES = { "background.js": "background.js", "trial.js": "trial.js" };

// Scripts that are put into pages by their file name. The value of a file's last statement would go
// back to the background, and Firefox refuses one that cannot be copied: inside of a function there
// is none.
const CLASSIC = {
  "aside.js": "aside.js",
  "finder.js": "finder.js",
  "reader.js": "reader.js",
  "typing.js": "typing.js",
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
        plugins: [generated],
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

// What the build writes is imported as if it stood beside the file that imports it, too: for the
// scripts that have no folders yet.
export const generated = {
  name: "generated",
  setup(bundler) {
    const filter = /^\.\/(gatewatch|pages|reading)\.js$/;
    bundler.onResolve({ filter }, ({ path: name }) => ({ path: path.join(GENERATED, name) }));
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

const plugins = [english, contentScripts, generated];

// The files below the source with that ending, by their paths in it.
async function below(ending) {
  const files = await readdir(SOURCE, { recursive: true });
  const own = files
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !/(^|\/)node_modules\//.test(file));
  return own.filter((file) => file.endsWith(ending)).toSorted();
}

// The script of each page, by the name under which the page loads it: a page that names `popup.js`
// is made from `popup.ts` where there is one.
async function scriptsOfPages(pages) {
  const scripts = {};
  const typescript = new Set(await below(".ts"));
  for (const page of pages) {
    const html = await readFile(path.join(SOURCE, page), "utf8");
    for (const [, name] of html.matchAll(/<script [^>]*src="([^"]+)\.js"/g)) {
      const script = path.posix.join(path.posix.dirname(page), name);
      scripts[`${script}.js`] = typescript.has(`${script}.ts`) ? `${script}.ts` : `${script}.js`;
    }
  }
  return scripts;
}

async function bundle(entries, outdir, options) {
  const entryPoints = Object.entries(entries).map(([output, source]) => ({
    in: path.join(SOURCE, source),
    out: output.slice(0, -path.extname(output).length),
  }));
  await build({ ...OPTIONS, ...options, entryPoints, minify: true, outdir, plugins });
}

async function main(outdir) {
  const pages = await below(".html");
  for (const page of pages) {
    const to = path.join(outdir, page);
    await mkdir(path.dirname(to), { recursive: true });
    await writeFile(to, await readFile(path.join(SOURCE, page)));
  }
  const sheets = await below(".css");
  const styles = Object.fromEntries(sheets.map((file) => [file, file]));
  await bundle({ ...MODULES, ...(await scriptsOfPages(pages)) }, outdir, { format: "esm" });
  await bundle(CLASSIC, outdir, { format: "iife" });
  await bundle(styles, outdir, {});
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(path.resolve(process.argv[2]));
