// Keep the memory of a Python that has the specification imported, so that the playground need not start from nothing.
// Usage: node snapshot.mjs PLAYGROUND   It writes PLAYGROUND/snapshot.bin, which is compressed by gzip.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const folder = path.resolve(process.argv[2]);
const { loadPyodide } = await import(pathToFileURL(path.join(folder, "pyodide", "pyodide.mjs")));
const python = await loadPyodide({ indexURL: path.join(folder, "pyodide"), _makeSnapshot: true });
python.unpackArchive(new Uint8Array(readFileSync(path.join(folder, "zerohour.zip"))), "zip", { extractDir: "/zerohour" });
python.runPython("import sys; sys.path.insert(0, '/zerohour'); import zerohour_site.browser");
writeFileSync(path.join(folder, "snapshot.bin"), gzipSync(python.makeMemorySnapshot()));
