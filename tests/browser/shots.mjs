// A picture of every state of the widget, for people to look at: `cargo xtask shots` writes them into shots/. The real
// server answers, but for two answers that hold every kind of Markdown and an error, which the line makes up.

import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { chromium } from "playwright-core";

import { Chat } from "./harness/chat.mjs";
import { startHost } from "./harness/host.mjs";
import { QUESTION, ROOT } from "./harness/place.mjs";
import { fault, startLine } from "./harness/proxy.mjs";
import { startServer } from "./harness/server.mjs";
import { states } from "./shots-person.mjs";

const FOLDER = join(ROOT, "shots");
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1200, height: 760 };

const MARKDOWN = `## Every kind of Markdown

A paragraph with **strong**, *emphasis*, ~~struck~~, \`code\` and [a link](https://example.org/).

1. First
2. Second
   - nested

- [x] done
- [ ] to do

> A quote, which says something.

\`\`\`js
// A code block that is wider than the panel and therefore scrolls inside of itself
HaloAgents.init({ orgId: "…", apiKey: "ab_live_…" });
\`\`\`

| Plan | Price | Seats | Support |
|:-----|------:|:-----:|---------|
| Free | 0 | 1 | by e-mail |
| Team | 20 | 10 | by chat and phone |

---

The end.
`;

/** An answer as the server streams it, whole. */
const streamed = (text) => ({
  kind: "answer",
  status: 200,
  headers: { "content-type": "text/event-stream" },
  body: `id: 0\nevent: token\ndata: ${JSON.stringify({ content: text })}\n\nid: 1\nevent: done\ndata: {}\n\n`,
});

/** An answer that brings actions. */
const acted = (...actions) => ({
  ...streamed(""),
  body: [["token", { content: "This is how it goes." }], ...actions.map((action) => ["action", action]), ["done", { actions }]]
    .map(([event, data], id) => `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    .join(""),
});

/** What an organisation may have set up to show by itself. */
const STYLE = { banners: [{ id: "sale", text: "**Sale** until Sunday: everything for the night outside", url: "/sale", action_label: "See it" }] };

const button = (chat, name) => chat.panel.getByRole("button", { name, exact: true });

/** Each state: its name, what its page is like, and how to get there. */
const STATES = [
  ["closed", {}, async () => {}],
  ["open", {}, ({ chat }) => chat.open()],
  [
    "sending",
    { faults: [fault.silent] },
    async ({ chat }) => {
      await chat.open();
      await chat.composer.fill(QUESTION);
      await chat.composer.press("Enter");
      await chat.turns.last().waitFor();
    },
  ],
  [
    "streaming",
    { faults: [fault.drip(50, 100)] },
    async ({ chat, page }) => {
      await chat.open();
      await chat.composer.fill(QUESTION);
      await chat.composer.press("Enter");
      await chat.says("token");
      await page.waitForTimeout(800);
    },
  ],
  [
    "sources",
    {},
    async ({ chat }) => {
      await chat.open();
      await chat.ask(QUESTION);
      await chat.transcript.evaluate((log) => log.scrollTo(0, log.scrollHeight));
    },
  ],
  [
    "answered",
    {},
    async ({ chat }) => {
      await chat.open();
      await chat.ask(QUESTION);
    },
  ],
  ["markdown", { faults: [streamed(MARKDOWN)] }, markdown],
  [
    "error",
    { faults: [fault.status(503)] },
    async ({ chat }) => {
      await chat.open();
      await chat.composer.fill(QUESTION);
      await chat.composer.press("Enter");
      await chat.says("not sent");
    },
  ],
  [
    "offline",
    {},
    async ({ chat, page }) => {
      await chat.open();
      await chat.ask(QUESTION);
      await page.context().setOffline(true);
      await chat.composer.fill("And now?");
      await chat.composer.press("Enter");
      await chat.panel.getByText("not sent").waitFor();
    },
  ],
  [
    "unknown-organisation",
    { config: { orgId: "0d9c1f6e-6f0a-4b7e-9a43-2f6d1f5b8a11" } },
    async ({ chat, page }) => {
      await chat.launcher.click();
      await page.waitForTimeout(1_500);
    },
  ],
  [
    "ticket",
    {},
    async ({ chat }) => {
      await chat.open();
      await button(chat, "Talk to a person").click();
      await chat.panel.getByLabel("Subject").waitFor();
    },
  ],
  [
    "ticket-sent",
    {},
    async ({ chat }) => {
      await chat.open();
      await button(chat, "Talk to a person").click();
      await chat.panel.getByLabel("Your e-mail address").fill("ada@example.org");
      await chat.panel.getByLabel("Subject").fill("A tent pole broke");
      await button(chat, "Send to a person").click();
      await chat.panel.getByText("Its number is").waitFor();
    },
  ],
  ...states(() => server),
  [
    "menu",
    {},
    async ({ chat }) => {
      await chat.open();
      await button(chat, "More").click();
    },
  ],
  [
    "editing",
    {},
    async ({ chat }) => {
      await chat.open();
      await chat.ask(QUESTION);
      await button(chat, "Edit the question").click();
    },
  ],
  [
    "image",
    {},
    async ({ chat, page }) => {
      await chat.open();
      await button(chat, "Attach an image").waitFor();
      await attach(page, chat);
      await chat.ask("Which tent is this?");
      await attach(page, chat);
    },
  ],
  [
    "too-long",
    {},
    async ({ chat }) => {
      await chat.open();
      await chat.composer.fill("word ".repeat(2_050));
    },
  ],
  ["dark", { config: { theme: "dark" }, faults: [streamed(MARKDOWN)] }, markdown],
  [
    "right-to-left",
    { config: { locale: "ar" }, faults: [streamed("أهلاً! **هذه** إجابة مع [رابط](https://example.org/) وقائمة:\n\n- أولاً\n- ثانياً\n")] },
    foreign,
  ],
  ["german", { config: { locale: "de" } }, foreign],
  [
    "teaser",
    { style: STYLE },
    async ({ page }) => {
      await page.locator("halo-agents .banner").waitFor();
      await page.locator("halo-agents .teaser").waitFor();
    },
  ],
  [
    "highlight",
    { config: { ui: { greeting: false } } },
    async ({ page }) => {
      await page.evaluate(() => HaloAgents.getInstance().highlightElement("#cart", { message: "Your tent is in here. Press to pay." }));
      await page.locator("halo-agents .ring").waitFor();
    },
  ],
  [
    "navigate",
    {
      faults: [
        acted(
          { type: "navigate", id: "a", url: "https://example.org/returns?order=4711" },
          { type: "ticket_created", id: "b", ticket_id: "4711", subject: "A tent pole broke" },
          { type: "handoff", id: "c", name: "Ada Larch" },
        ),
      ],
    },
    async ({ chat }) => {
      await chat.open();
      await chat.ask("How do I send it back?");
      await chat.panel.getByText("https://example.org/returns").waitFor();
    },
  ],
  [
    "phone",
    { viewport: PHONE },
    async ({ chat }) => {
      await chat.open();
      await chat.ask(QUESTION);
    },
  ],
  [
    "narrow",
    { viewport: { width: 320, height: 480 } },
    async ({ chat }) => {
      await chat.open();
      await chat.ask(QUESTION);
    },
  ],
  ["forced-colours", { context: { forcedColors: "active" }, faults: [streamed(MARKDOWN)] }, markdown],
];

async function markdown({ chat }) {
  await chat.open();
  await chat.ask("Show me everything.");
}

/** By places, because the words are another language's. */
async function foreign({ chat, page }) {
  await page.locator("halo-agents").locator("button").first().click();
  await chat.panel.locator("textarea").first().fill("?");
  await chat.panel.locator("textarea").first().press("Enter");
  await chat.panel.locator(".turn .tools").first().waitFor();
}

async function attach(page, chat) {
  const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 400, height: 300 } });
  await chat.panel.locator('input[type="file"]').setInputFiles({ name: "tent.png", mimeType: "image/png", buffer: picture });
  await button(chat, "Remove the image").last().waitFor();
}

/** The server's own configuration with more style. */
async function restyled(route, style) {
  const response = await route.fetch();
  const config = await response.json();
  Object.assign(config.agent.style, style);
  await route.fulfill({ response, json: config });
}

async function shoot(browser, server, [name, { config = {}, style, faults = [], viewport = DESKTOP, context: options = {} }, go]) {
  const line = await startLine(server, "/chat/stream");
  const host = await startHost();
  const context = await browser.newContext({ viewport, ...options });
  if (faults.length > 0) line.plan(...faults);
  if (style) await context.route("**/config?*", (route) => restyled(route, style));
  try {
    const page = await context.newPage();
    await page.goto(host.shop(server, { apiUrl: line.api, load: "eager", ...config }));
    await go({ page, chat: new Chat(page) });
    // The panel's rise, and pictures being decoded.
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(FOLDER, `${name}.png`) });
    console.log(`shots/${name}.png`);
    return true;
  } catch (error) {
    console.log(`FAILED  ${name}: ${error.message}`);
    return false;
  } finally {
    await context.close();
    await host.stop();
    await line.stop();
  }
}

mkdirSync(FOLDER, { recursive: true });
const only = process.argv.slice(2);
const server = await startServer();
const browser = await chromium.launch({ executablePath: process.env.HALO_CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
let failed = 0;
for (const state of STATES.filter(([name]) => only.length === 0 || only.includes(name))) {
  failed += (await shoot(browser, server, state)) ? 0 : 1;
}
await browser.close();
await server.stop();
process.exit(failed ? 1 : 0);
