// Ask the playground's Python, under Node, about days: one as JSON on each line of standard input, an answer on each line out.
// Usage: node equal.mjs SITE < days.jsonl
import { readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const folder = path.resolve(process.argv[2], "_static", "playground");
const { loadPyodide } = await import(pathToFileURL(path.join(folder, "pyodide", "pyodide.mjs")));
const python = await loadPyodide({ indexURL: path.join(folder, "pyodide") });
python.unpackArchive(new Uint8Array(readFileSync(path.join(folder, "zerohour.zip"))), "zip", { extractDir: "/zerohour" });
python.runPython("import sys; sys.path.insert(0, '/zerohour')");
const answer = python.runPython("from zerohour_site.browser import answer; answer");
const urls = python.toPy({});
for await (const line of createInterface({ input: process.stdin })) console.log(answer(line, urls));
