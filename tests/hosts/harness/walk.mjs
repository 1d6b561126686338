// What a visitor does on a page of any library: first on the page alone, then with the chat, and the page must do the same.
// Every page has a button `#try` that has the library do what it is there for, after which `#result` reads "works"; where the
// library navigates, it has links to further pages, each with its number in the heading.

import assert from "node:assert/strict";

import { Chat, until } from "../../browser/harness/chat.mjs";
import { QUESTION } from "../../browser/harness/place.mjs";

const FIRST = 1;
/** The page of each step: five links, back twice, forward once. */
const STEPS = [2, 3, 4, 5, 6, "back", "back", "forward"];
/** The launcher is 20 px from both edges, and a page's scroll bar may be between. */
const CORNER_PX = 60;
/** Longer than a visitor would wonder. */
const BACK_MS = 1_500;
const DRAFT = "half a sen";

/** Runs in the page before any script of it. */
const remember = () => {
  globalThis[Symbol.for("host")] = Object.getOwnPropertyNames(globalThis);
};
/** Runs in the page. */
const loadedAt = () => performance.timeOrigin;
/** Runs in the page: names that were added to the window. What some libraries make of the time or of chance is a zero. */
const added = () => {
  const names = Object.getOwnPropertyNames(globalThis).filter((name) => !globalThis[Symbol.for("host")].includes(name) && !/^\d+$/.test(name));
  return names.map((name) => name.replace(/\d+/g, "0"));
};
/** Runs in the page. */
const place = () => `${location.pathname.replace(/^\/bare/, "")} ${document.querySelector("h1")?.textContent.trim()}`;

/** A tab with what it says on the console, without what differs from one load to the next. */
export async function openTab(browser) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, serviceWorkers: "allow" });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const lines = [];
  const note = (text) => lines.push(text.replaceAll("/bare/", "/").replace(/:\d+/g, ""));
  page.on("console", (message) => ["error", "warning", "assert"].includes(message.type()) && note(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => note(`uncaught: ${error.message}`));
  await page.addInitScript(remember);
  return { context, page, lines };
}

/** Has the library do what it is there for. */
async function tryOut(page) {
  await page.locator("#try").click();
  await page.waitForFunction(() => document.getElementById("result")?.textContent.trim() === "works");
}

/** Five links, back and forward; `look` is called on each page. Gives where it came by. */
async function navigate(page, id, look = async () => {}) {
  const places = [];
  const loaded = await page.evaluate(loadedAt);
  const visited = [FIRST];
  let at = 0;
  for (const step of STEPS) {
    if (typeof step === "number") {
      await page.locator(`nav a[href$="/${id}/${step}"]`).click();
      visited.push(step);
      at = visited.length - 1;
    } else {
      await page.evaluate((to) => history[to](), step);
      at += step === "back" ? -1 : 1;
    }
    const expected = `/${id}/${visited[at]} Page ${visited[at]}`;
    await until(async () => (await page.evaluate(place).catch(() => "")) === expected, `${step} leads to ${expected}`);
    places.push(expected);
    await look(expected);
  }
  assert.equal(await page.evaluate(loadedAt), loaded, "the library leads to its pages without loading them");
  return places;
}

/** The page alone: what must be the same with the chat on it. */
export async function alone(browser, site, library) {
  const { context, page, lines } = await openTab(browser);
  try {
    await page.goto(`${site.base}/bare/${library.id}/${FIRST}`);
    await tryOut(page);
    const places = library.navigates ? await navigate(page, library.id) : [];
    return { places, lines, globals: await page.evaluate(added) };
  } finally {
    await context.close();
  }
}

/** The chat is there once: where a library draws the whole document anew, as soon as it is back. */
const isOnce = (page, where) =>
  until(async () => (await page.evaluate(() => document.querySelectorAll("halo-agents").length)) === 1, `${where}: the chat is there once`, BACK_MS);

/** The launcher can be seen where it belongs, whatever the library does to styles. */
async function isInPlace(page, chat) {
  const box = await chat.launcher.boundingBox();
  const { width, height } = page.viewportSize();
  assert.ok(width - box.x - box.width < CORNER_PX && height - box.y - box.height < CORNER_PX, `the launcher is in its corner, not at ${JSON.stringify(box)}`);
  const background = await chat.launcher.evaluate((it) => getComputedStyle(it).backgroundColor);
  assert.ok(!/^(transparent|rgba\(.*, 0\))$/.test(background), `the launcher is painted, not ${background}`);
}

/** Asked by keyboard alone, as a visitor types: a page that takes keys or the focus away is met here. */
async function type(page, chat, words) {
  const before = await chat.composer.inputValue();
  await chat.isReady();
  await page.keyboard.type(words);
  assert.equal(await chat.composer.inputValue(), before + words, "what is typed stands in the composer");
}

async function converse(page, chat) {
  await chat.open();
  await type(page, chat, QUESTION);
  await page.keyboard.press("Enter");
  await chat.answered(1);
  const links = await chat.turns.last().getByRole("link").count();
  assert.ok(links > 0, "the answer links its source");
  await type(page, chat, DRAFT);
}

/** Opened by the page while its dialog is open: what is typed is the chat's all the same. */
async function reopen(page, chat) {
  await chat.close.click();
  await page.evaluate(() => HaloAgents.getInstance().openChat());
  await chat.composer.waitFor();
  await type(page, chat, "tence");
}

/** The page with the chat; `arrived` is given the paths of the pages that the visitor came by. */
export async function together(browser, site, library, before, arrived) {
  const { context, page, lines } = await openTab(browser);
  try {
    const chat = new Chat(page);
    await page.goto(`${site.base}/${library.id}/${FIRST}`);
    await chat.launcher.waitFor();
    await isOnce(page, "at first");
    await isInPlace(page, chat);
    await tryOut(page);
    await converse(page, chat);
    const look = async (where) => {
      await isOnce(page, where);
      assert.ok(await chat.isOpen(), `${where}: the panel is open`);
      assert.equal(await chat.composer.inputValue(), DRAFT, `${where}: the draft is there`);
      assert.equal(await chat.turns.count(), 1, `${where}: the conversation is there`);
    };
    const places = library.navigates ? await navigate(page, library.id, look) : [];
    // A dialog of the page covers the button, and must have stayed as it was.
    if (library.dialog) assert.equal(await page.locator("#result").innerText(), "works", "the page's dialog is still open");
    else await tryOut(page);
    await look("at last");
    if (library.dialog) await reopen(page, chat);
    await chat.close.click();
    await until(async () => !(await chat.isOpen()), "the panel closes");
    const globals = await page.evaluate(added);
    assert.deepEqual(places, before.places, "the page leads where it led without the chat");
    assert.deepEqual(
      globals.filter((name) => name !== "HaloAgents" && !before.globals.includes(name) && !(library.globals && name.startsWith(library.globals))),
      [],
      "no global but ours",
    );
    await page.goto("about:blank");
    assert.deepEqual(
      lines.filter((line) => !before.lines.includes(line)),
      [],
      "nothing on the console that the page alone did not say",
    );
    // As long as the browser lives: what it still sends as a page is left would go with it.
    await arrived([`/${library.id}/${FIRST}`, ...places.map((one) => one.split(" ")[0])]);
  } catch (error) {
    if (process.env.HALO_SHOTS) await page.screenshot({ path: `${process.env.HALO_SHOTS}/host-${library.id}.png` }).catch(() => {});
    if (lines.length > 0) error.message += `\non the console: ${lines.join("\n")}`;
    throw error;
  } finally {
    await context.close();
  }
}
