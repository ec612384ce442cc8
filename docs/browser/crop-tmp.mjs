import { openBrowser, openPage } from "./site.mjs";
const [,, site, name, sel, width, theme, out] = process.argv;
const b = await openBrowser(); const { page, goto, astray } = await openPage(b, site, { width: +width, theme });
await goto(name); const el = page.locator(sel).first(); await el.screenshot({ path: out }); console.log(astray); await b.close();
