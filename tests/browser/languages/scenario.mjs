// Which language the chat speaks: the page's option, its lang, the server's wish, the browser's languages, English. One file
// is fetched for it and never waited for; without it English stays.

import { holdBack, ONCE_MORE } from "../harness/chat.mjs";
import { page as html, snippet } from "../harness/host.mjs";
import { QUESTION } from "../harness/place.mjs";

const FILE = /\/(halo\.[\w-]+\.json)/;
const HASHES = /\/halo_locales\.json/;
const LIMIT = 10_000;

/** A page in a language with the snippet, and which locale files were fetched on it. */
function visitor({ page, host, server }) {
  const fetched = [];
  page.on("request", (request) => {
    const name = request.url().match(FILE)?.[1] ?? request.url().match(HASHES)?.[0];
    if (name) fetched.push(name);
  });
  const root = page.locator("halo-agents");
  const slot = root.locator(".slot");
  return {
    fetched,
    slot,
    launcher: root.locator("button.launcher"),
    panel: root.getByRole("dialog"),
    field: root.getByRole("textbox"),
    locales: () => fetched.filter((name) => FILE.test(`/${name}`)),
    async go(path, { lang, config } = {}) {
      fetched.length = 0;
      const content = html(snippet(server, { load: "eager", ...config })).replace(' lang="en"', lang === undefined ? ' lang="en"' : ` lang="${lang}"`);
      await page.goto(host.serve(content, { path }));
      await page.waitForFunction(() => document.querySelector("halo-agents")?.shadowRoot.querySelector("textarea"));
    },
    async speaks(locale) {
      await slot.and(page.locator(`[lang="${locale}"]`)).waitFor({ state: "attached" });
    },
    button: (name) => root.getByRole("button", { name, exact: true }),
    async open() {
      await page.evaluate(() => HaloAgents.getInstance().openChat());
      await this.field.waitFor();
    },
  };
}

async function arabic({ page, assert }, it) {
  await it.go("/ar", { lang: "ar" });
  await it.speaks("ar");
  await it.open();
  assert.deepEqual(it.locales(), ["halo.ar.json"]);
  assert.equal(await it.panel.evaluate((panel) => getComputedStyle(panel).direction), "rtl");
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).direction), "ltr", "the page keeps its own");
  assert.equal(await it.field.getAttribute("placeholder"), "اطرح سؤالاً…");
  assert.equal(await it.launcher.getAttribute("aria-label"), "إغلاق المحادثة");
  const [panel, launcher] = [await it.panel.boundingBox(), await it.launcher.boundingBox()];
  assert.ok(Math.abs(panel.x + panel.width - launcher.x - launcher.width) <= 1, "the panel stays beside the launcher");
  const close = await it.panel.getByRole("button", { name: "إغلاق المحادثة" }).boundingBox();
  const title = await it.panel.getByRole("heading").first().boundingBox();
  assert.ok(close.x < title.x, "the header is mirrored");
  const send = await it.panel.getByRole("button", { name: "إرسال الرسالة" }).boundingBox();
  assert.ok(send.x < (await it.field.boundingBox()).x, "the composer is mirrored");
}

async function chosen({ page, context, host, server, assert }, it) {
  await it.go("/option", { lang: "fr", config: { locale: "de-AT" } });
  await it.speaks("de");
  assert.deepEqual(it.locales(), ["halo.de.json"]);

  for (const [path, locale] of [
    ["/unknown", "tlh"],
    ["/garbage", "../../en\u0000"],
    ["/english", "en-GB"],
  ]) {
    await it.go(path, { config: { locale } });
    await it.open();
    await it.speaks("en");
    assert.equal(await it.button("Send message").count(), 1);
    assert.deepEqual(it.fetched, [], `${locale} needs no request`);
  }

  // The server's wish comes after the page's language and before the browser's.
  const wish = async (route) => {
    const response = await route.fetch(ONCE_MORE);
    const answer = await response.json();
    answer.agent.style = { ...answer.agent.style, locale: "it" };
    await route.fulfill({ response, json: answer });
  };
  // A page that is left does not wait for its answer.
  await page.route(/\/config\?/, (route) => wish(route).catch(() => {}));
  await it.go("/wish", { lang: "" });
  await it.speaks("it");
  assert.deepEqual(it.locales(), ["halo.it.json"]);
  await it.go("/page-before-wish", { lang: "sv-SE" });
  await it.speaks("sv");
  assert.deepEqual(it.locales(), ["halo.sv.json"]);
  await page.unrouteAll({ behavior: "ignoreErrors" });

  const japanese = await context.browser().newContext({ locale: "ja-JP" });
  const other = visitor({ page: await japanese.newPage(), host, server });
  await other.go("/browser", { lang: "" });
  await other.speaks("ja");
  assert.deepEqual(other.locales(), ["halo.ja.json"]);
  await japanese.close();
}

async function late({ page, assert }, it) {
  const release = await holdBack(page, /halo\.de\.json/);
  await it.go("/late", { lang: "de" });
  await it.launcher.click();
  await it.field.fill("Noch nicht abgeschickt");
  assert.equal(await it.button("Send message").count(), 1, "English until it has come");
  release();
  await it.speaks("de");
  assert.equal(await it.button("Nachricht senden").count(), 1);
  assert.equal(await it.button("Send message").count(), 0);
  assert.equal(await it.field.inputValue(), "Noch nicht abgeschickt");
  assert.equal(await it.field.evaluate((field) => field === field.getRootNode().activeElement), true, "the focus stays");
  await page.keyboard.press("Enter");
  await it.panel.getByRole("article").locator(".tools").first().waitFor();
  await page.unroute(/halo\.de\.json/);
}

async function failing({ page, chat, trace, allow, until, assert }, it) {
  allow(/ERR_FAILED|503|integrity|digest|halo\.de\.json did not load: the chat speaks English/);
  const told = () => trace.lines.filter((line) => /did not load: the chat speaks English/.test(line)).length;
  const ways = {
    "/blocked": [/halo\.de\.json/, (route) => route.abort()],
    "/down": [/halo\.de\.json/, (route) => route.fulfill({ status: 503 })],
    "/changed": [/halo\.de\.json/, (route) => route.fulfill({ json: { send: "Geben Sie Ihr Kennwort ein" } })],
    "/no-hashes": [HASHES, (route) => route.abort()],
    "/other-hashes": [HASHES, (route) => route.fulfill({ json: {} })],
  };
  for (const [path, [file, way]] of Object.entries(ways)) {
    const before = told();
    await page.route(file, way);
    await it.go(path, { lang: "de" });
    await until(() => told() > before, `${path} is told`);
    await it.speaks("en");
    await chat.open();
    await chat.ask(QUESTION);
    assert.equal(told(), before + 1, `${path} is told once`);
    await page.unroute(file);
  }
}

async function counted({ page, server, assert }, it) {
  await it.go("/pl", { lang: "pl" });
  await it.speaks("pl");
  await it.open();
  const counter = it.panel.getByRole("status");
  for (const [left, words] of [
    [1, "Pozostał 1 znak"],
    [2, "Pozostały 2 znaki"],
    [5, "Pozostało 5 znaków"],
    [22, "Pozostały 22 znaki"],
  ]) {
    await it.field.fill("a".repeat(LIMIT - left));
    assert.equal(await counter.innerText(), words);
  }
  await it.field.fill("a".repeat(LIMIT + 1));
  assert.equal(await counter.innerText(), "O 1 znak za dużo. Skróć wiadomość.");
  await it.go("/fa", { lang: "fa" });
  await it.speaks("fa");
  await it.open();
  await it.field.fill("a".repeat(LIMIT - 12));
  assert.match(await counter.innerText(), /^۱۲ /, "in the digits of the language");

  // Every locale has the forms that this browser can ask for.
  const { files } = await (await fetch(`${server.base}/sdk/latest/manifest.json`)).json();
  const names = Object.keys(files).filter((name) => FILE.test(`/${name}`));
  assert.ok(names.length >= 25, `${names.length} locales`);
  for (const name of names) {
    const texts = await (await fetch(`${server.base}/sdk/latest/${name}`)).json();
    const wanted = await page.evaluate((locale) => new Intl.PluralRules(locale).resolvedOptions().pluralCategories, name.split(".")[1]);
    assert.deepEqual(Object.keys(texts.unread).sort(), wanted.sort(), name);
  }
}

export default {
  name: "the chat speaks the language of option, page, server or browser, by one file that nothing waits for",
  async run(scenario) {
    const it = visitor(scenario);
    for (const part of [arabic, chosen, late, failing, counted]) await part(scenario, it);
  },
};
