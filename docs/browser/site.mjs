// A built site in headless Chromium, without a server: every request is answered from its folder, any other is refused.
import { chromium } from "playwright-core";
import { existsSync } from "node:fs";
import path from "node:path";

const HOST = "http://localhost/";
const TYPES = { ".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm" };

export async function openBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
}

// A page of the site, and the list of what it asked for that is not there, which should stay empty.
export async function openPage(browser, folder, { width = 1440, theme = "light" } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: theme,
    reducedMotion: "reduce",
  });
  const astray = [];
  await context.route("**/*", (route) => {
    const url = new URL(route.request().url());
    const file = path.join(folder, decodeURIComponent(url.pathname));
    if (!url.href.startsWith(HOST) || !existsSync(file)) {
      astray.push(url.href);
      return route.abort();
    }
    return route.fulfill({ path: file, contentType: TYPES[path.extname(file)] });
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => astray.push(`error: ${error.message}`));
  return { context, page, astray, goto: (name) => page.goto(HOST + name, { waitUntil: "load" }) };
}
