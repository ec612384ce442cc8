// Python, with the specification, off the page's own thread: a day comes in as JSON, what came of it goes out as JSON.
const folder = new URL("playground/", import.meta.url);
let answering;

async function start() {
  const { loadPyodide } = await import(new URL("pyodide/pyodide.mjs", folder));
  const [python, archive] = await Promise.all([
    loadPyodide({ indexURL: new URL("pyodide/", folder).href }),
    fetch(new URL("zerohour.zip", folder)).then((found) => found.arrayBuffer()),
  ]);
  python.unpackArchive(archive, "zip", { extractDir: "/zerohour" });
  const { urls } = await fetch(new URL("data.json", folder)).then((found) => found.json());
  python.runPython("import sys; sys.path.insert(0, '/zerohour')");
  const asked = python.runPython("from zerohour_site.browser import answer; answer");
  const known = python.toPy(urls);
  return (request) => asked(request, known);
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
