// The smoke in Firefox: the same main jobs through puppeteer's WebDriver BiDi, since Playwright drives a Firefox of its
// own only. What is looked for is found inside the open shadow root by role and name, as in Chromium.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";

import puppeteer from "puppeteer-core";

import { PATIENCE_MS, until } from "./harness/chat.mjs";
import { page as html, snippet, startHost } from "./harness/host.mjs";
import { QUESTION } from "./harness/place.mjs";
import { startServer } from "./harness/server.mjs";

/** Runs in the page: the element of the widget with this label, and where its middle is. */
const place = (label) => {
  const root = document.querySelector("halo-agents")?.shadowRoot;
  const element = [...(root?.querySelectorAll("[aria-label]") ?? [])].find((one) => one.getAttribute("aria-label") === label);
  const box = element?.getBoundingClientRect();
  return box?.width ? { x: box.x + box.width / 2, y: box.y + box.height / 2, value: element.value } : null;
};

/** Runs in the page. */
const state = () => {
  const root = document.querySelector("halo-agents").shadowRoot;
  const links = [...root.querySelectorAll("[role=log] article a")].map((link) => link.href);
  return { links, text: root.querySelector("[role=log]")?.innerText ?? "", focus: root.activeElement?.getAttribute("aria-label") };
};

const see = (page, label) => until(() => page.evaluate(place, label), `${label} is there`, PATIENCE_MS);

async function press(page, label) {
  const { x, y } = await see(page, label);
  await page.mouse.click(x, y);
}

const JOBS = {
  "a click opens the panel, and an answer streams that links its source": async ({ page, host, server }) => {
    await page.goto(host.shop(server));
    await press(page, "Open chat");
    await see(page, "Message");
    await until(async () => (await page.evaluate(state)).focus === "Message", "the focus is in the composer");
    await page.keyboard.type(QUESTION);
    await page.keyboard.press("Enter");
    const { links } = await until(
      async () => {
        const now = await page.evaluate(state);
        return now.links.length > 0 && now;
      },
      "the answer has a link",
      PATIENCE_MS,
    );
    assert.ok(
      links.some((href) => /docs\/identity/.test(href)),
      links.join(" "),
    );
    await see(page, "Send message");
    await page.keyboard.press("Escape");
    await until(async () => (await page.evaluate(state)).focus === "Open chat", "the focus is on the launcher again");
  },
  "the launcher follows manualOnPaths where there may be no Navigation API": async ({ page, host, server }) => {
    await page.goto(host.serve(html(snippet(server, { manualOnPaths: ["/quiet*"] }))));
    await see(page, "Open chat");
    await page.evaluate(() => history.pushState({}, "", "/quiet/place"));
    await until(async () => !(await page.evaluate(place, "Open chat")), "the launcher hides");
    await page.evaluate(() => history.back());
    await see(page, "Open chat");
  },
  "keys typed in the chat do not reach the page, in any phase": async ({ page, host, server }) => {
    await page.goto(host.serve(html(snippet(server))));
    await page.evaluate(() => {
      window.heard = [];
      for (const capture of [true, false]) document.addEventListener("keydown", (event) => heard.push(event.key), { capture });
    });
    await press(page, "Open chat");
    await until(async () => (await page.evaluate(state)).focus === "Message", "the focus is in the composer");
    await page.keyboard.type("a/k?");
    assert.equal((await see(page, "Message")).value, "a/k?");
    assert.deepEqual(await page.evaluate(() => heard), []);
  },
  "destroy leaves nothing": async ({ page, host, server }) => {
    await page.goto(host.shop(server, { load: "eager" }));
    await see(page, "Open chat");
    await page.evaluate(() => HaloAgents.getInstance().openChat());
    await page.evaluate(() => HaloAgents.getInstance().destroy());
    const left = await page.evaluate(() => [document.documentElement.children.length, document.adoptedStyleSheets.length]);
    assert.deepEqual(left, [2, 0]);
  },
};

/** Does one of them; the error, or nothing. */
async function attempt(job, browser) {
  const server = await startServer();
  const host = await startHost();
  const page = await browser.newPage();
  const lines = [];
  page.on("console", (message) => ["error", "warn"].includes(message.type()) && lines.push(message.text()));
  page.on("pageerror", (error) => lines.push(String(error)));
  let error;
  try {
    await job({ page, host, server });
    assert.deepEqual(lines, [], "the console is empty");
  } catch (thrown) {
    error = thrown;
  }
  await page.close();
  await host.stop();
  await server.stop();
  return error;
}

const found = [process.env.HALO_FIREFOX, "/usr/bin/firefox-esr", "/usr/bin/firefox"].find((path) => path && existsSync(path));
if (!found) throw new Error("no Firefox was found: HALO_FIREFOX names one");
const browser = await puppeteer.launch({ browser: "firefox", executablePath: found, headless: true });
let failed = 0;
for (const [name, job] of Object.entries(JOBS)) {
  const start = Date.now();
  const error = await attempt(job, browser);
  console.log(`${error ? "FAILED" : "passed"}  ${name}, in Firefox (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  if (error) console.log(String(error.stack ?? error).replace(/^/gm, "        "));
  failed += error ? 1 : 0;
}
await browser.close();
console.log(`${Object.keys(JOBS).length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
