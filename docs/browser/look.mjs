// Look at pages of a built site: screenshots in both themes on a phone and on a desk, and what axe-core finds.
// Usage: node look.mjs SITE PICTURES PAGE…   It prints a line of JSON for each page, theme and width.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { openBrowser, openPage } from "./site.mjs";

const [site, pictures, ...names] = process.argv.slice(2);
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
mkdirSync(pictures, { recursive: true });
const browser = await openBrowser();
for (const theme of ["light", "dark"]) {
  for (const width of [390, 1440]) {
    const { context, page, astray, goto } = await openPage(browser, site, { width, theme });
    for (const name of names) {
      await goto(name);
      if (name.includes("#")) await page.waitForSelector("#zh-answer table", { timeout: 120_000 });
      const file = `${name.replace(/\.html.*$/, "").replaceAll("/", "-")}-${width}-${theme}.png`;
      await page.screenshot({ path: path.join(pictures, file), fullPage: true, clip: await whole(page, width) });
      await page.addScriptTag({ path: axe });
      const found = await page.evaluate(() => globalThis.axe.run(document));
      const findings = found.violations.map((v) => ({
        rule: v.id,
        impact: v.impact,
        where: v.nodes.slice(0, 3).map((n) => n.target.join(" ")),
      }));
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - globalThis.innerWidth);
      console.log(JSON.stringify({ page: name, theme, width, findings, wider, astray: astray.splice(0) }));
    }
    await context.close();
  }
}
await browser.close();

// Very long pages are cut: what repeats itself need not be seen to its end.
async function whole(page, width) {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  return { x: 0, y: 0, width, height: Math.min(height, 6000) };
}
