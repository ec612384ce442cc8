// Python, with the specification, off the page's own thread: a day comes in as JSON, what came of it goes out as JSON.
const folder = new URL("playground/", import.meta.url);
let answering;

async function start() {
  const { loadPyodide } = await import(new URL("pyodide/pyodide.mjs", folder));
  const python = await resumed(loadPyodide).catch(() => begun(loadPyodide));
  const { urls } = await fetch(new URL("data.json", folder)).then((found) => found.json());
  const asked = python.runPython("from zerohour_site.browser import answer; answer");
  const known = python.toPy(urls);
  return (request) => asked(request, known);
}

const indexURL = new URL("pyodide/", folder).href;

// Python from the memory that was kept when the site was built, with the specification imported: this is fast.
async function resumed(loadPyodide) {
  const found = await fetch(new URL("snapshot.bin", folder));
  if (!found.ok) throw new Error("there is no snapshot");
  const memory = await new Response(found.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  return loadPyodide({ indexURL, _loadSnapshot: new Uint8Array(memory) });
}

// Python from the start, where there is no such memory, or the browser cannot use it.
async function begun(loadPyodide) {
  const [python, archive] = await Promise.all([
    loadPyodide({ indexURL }),
    fetch(new URL("zerohour.zip", folder)).then((found) => found.arrayBuffer()),
  ]);
  python.unpackArchive(archive, "zip", { extractDir: "/zerohour" });
  python.runPython("import sys; sys.path.insert(0, '/zerohour')");
  return python;
}

onmessage = async ({ data: { number, request } }) => {
  try {
    answering ??= start();
    const answer = await answering;
    const begun = performance.now();
    const told = JSON.parse(answer(request));
    postMessage({ number, told, took: performance.now() - begun });
  } catch (error) {
    postMessage({ number, error: String(error.message ?? error).trim().split("\n").at(-1) });
  }
};
