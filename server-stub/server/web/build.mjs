// Bundles the pages into dist/: classic scripts, one style, the mark, each named by the hash of its bytes, and manifest.txt, from which
// the server's build.rs takes them. With --test it bundles the tests into dist/test/ instead.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const DIST = new URL("dist/", import.meta.url);
const TEST = new URL("dist/test/", import.meta.url);

const FILES = [
  { constant: "LOGIN", entry: "src/login.ts", name: "login", extension: "js", type: "text/javascript" },
  { constant: "LANDING", entry: "src/landing.ts", name: "landing", extension: "js", type: "text/javascript" },
  { constant: "RETURN", entry: "src/return.ts", name: "return", extension: "js", type: "text/javascript" },
  { constant: "STYLE", entry: "styles/pages.css", name: "pages", extension: "css", type: "text/css" },
];

/** The licence of the code that is bundled into the script goes with it. */
async function notices() {
  const licence = await readFile(new URL("node_modules/lean-qr/LICENSE", import.meta.url), "utf8");
  return `/*! lean-qr\n${licence.trim()}\n*/`;
}

async function bundled({ entry, extension, name }) {
  const result = await build({
    entryPoints: [entry],
    absWorkingDir: new URL(".", import.meta.url).pathname,
    bundle: true,
    write: false,
    minify: true,
    charset: "utf8",
    target: ["es2022", "chrome111", "firefox113", "safari16.4"],
    format: extension === "js" ? "iife" : undefined,
    banner: name === "login" ? { js: await notices() } : {},
    logLevel: "warning",
  });
  return Buffer.from(result.outputFiles[0].contents);
}

async function bundle() {
  await mkdir(DIST, { recursive: true });
  const old = await readdir(DIST, { withFileTypes: true });
  await Promise.all(old.filter((file) => file.isFile()).map((file) => rm(new URL(file.name, DIST))));
  const made = await Promise.all(FILES.map(async (file) => ({ ...file, bytes: await bundled(file) })));
  const mark = await readFile(new URL("styles/mark.svg", import.meta.url));
  made.push({ constant: "MARK", name: "mark", extension: "svg", type: "image/svg+xml", bytes: mark });
  const lines = [];
  for (const { constant, name, extension, type, bytes } of made) {
    const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
    const file = `${name}-${hash}.${extension}`;
    await writeFile(new URL(file, DIST), bytes);
    const mediaType = type.startsWith("text/") ? `${type};charset=utf-8` : type;
    lines.push(`${constant} ${file} ${mediaType}\n`);
  }
  await writeFile(new URL("manifest.txt", DIST), lines.join(""));
}

async function bundleTests() {
  await rm(TEST, { recursive: true, force: true });
  const tests = (await readdir(new URL("tests/", import.meta.url))).filter((name) => name.endsWith(".test.ts"));
  await build({
    entryPoints: tests.map((name) => `tests/${name}`),
    absWorkingDir: new URL(".", import.meta.url).pathname,
    bundle: true,
    outdir: TEST.pathname,
    outExtension: { ".js": ".mjs" },
    format: "esm",
    platform: "node",
    target: "node20",
    loader: { ".json": "json" },
    logLevel: "warning",
  });
}

await (process.argv.includes("--test") ? bundleTests() : bundle());
