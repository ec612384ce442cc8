// Use the playground of a built site as a reader does; print what it shows, as JSON.
// Usage: node play.mjs SITE WIDTH ADDRESS [FIELD=VALUE]…   An ADDRESS of "" is the page as it is first opened.
import { openBrowser, openPage } from "./site.mjs";

const [site, width, address, ...fields] = process.argv.slice(2);
const browser = await openBrowser();
const { page, astray, goto } = await openPage(browser, site, { width: Number(width) });
const loaded = [];
page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
const begun = performance.now();
await goto(`playground.html${address}`);
await page.waitForSelector("#zh-playground .zh-row");
const before = loaded.some((path) => path.includes("pyodide"));
for (const field of fields) {
  const [name, value] = field.split("=");
  await page.evaluate(() => document.querySelectorAll("#zh-playground details").forEach((d) => (d.open = true)));
  const control = page.locator(`[name="${name}"]`);
  if ((await control.evaluate((e) => e.tagName)) === "SELECT") await control.selectOption(value);
  else if ((await control.getAttribute("type")) === "checkbox") await control.setChecked(value === "on");
  else await control.fill(value).then(() => control.blur());
}
const done = () => /Run in your browser/.test(document.getElementById("zh-status").textContent);
if (fields.length || address) await page.waitForFunction(done, undefined, { timeout: 120_000 });
const first = performance.now() - begun;
const told = await page.evaluate(() => ({
  status: document.getElementById("zh-status").textContent,
  orders: [...document.querySelectorAll("#zh-answer table:first-of-type tbody tr")].map((row) =>
    [...row.cells].map((cell) => cell.innerText.trim()),
  ),
  drawn: document.querySelectorAll("#zh-drawing svg").length,
  address: location.hash,
  wider: document.documentElement.scrollWidth - innerWidth,
}));
const again = fields.length || address ? await reloaded() : 0;
console.log(JSON.stringify({ ...told, loadedAtOnce: before, first: Math.round(first), again, astray }));
if (process.env.PICTURE) await page.screenshot({ path: process.env.PICTURE, fullPage: true });
await browser.close();

// How long it takes once more: the browser has seen the code before, and the address asks for an answer at once.
async function reloaded() {
  const started = performance.now();
  await page.reload();
  await page.waitForFunction(done, undefined, { timeout: 120_000 });
  return Math.round(performance.now() - started);
}
