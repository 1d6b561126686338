// Words that are dragged onto the chat stand in the composer: the browser's own drop at the field, and beside it. More than
// can ever be sent is not taken, and the chat says so, as fast as a plain field.

import { page as html, snippet } from "../harness/host.mjs";

const OURS = "halo-agents";
const MEGABYTE = 1_000_000;
/** Our own share of a paste may cost a fifth of what the browser's costs, and what the machine does meanwhile. */
const SLACK_MS = 200;

/** Drags from the middle of one box to that of another, as a hand does. */
async function drag(page, from, to) {
  const middle = ({ x, y, width, height }) => [x + width / 2, y + height / 2];
  await page.mouse.move(...middle(from));
  await page.mouse.down();
  await page.mouse.move(...middle(to), { steps: 8 });
  await page.mouse.up();
}

/** Pastes a megabyte into the field that has the focus; how long the page was busy with it. */
async function paste(page) {
  const start = Date.now();
  await page.keyboard.press("Control+v");
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
  return Date.now() - start;
}

export default {
  name: "dropped words stand in the composer, and a megabyte is refused in words, faster than a plain field takes it",
  options: { context: { permissions: ["clipboard-read", "clipboard-write"] } },
  async run({ page, host, server, chat, until, assert }) {
    await page.goto(host.serve(html(`<p><span id="words">dragged</span></p><textarea id="plain" rows="4"></textarea>${snippet(server, { load: "eager" })}`)));
    await chat.open();
    const select = () => page.evaluate(() => getSelection().selectAllChildren(document.getElementById("words")));
    const words = page.locator("#words");
    await select();
    await drag(page, await words.boundingBox(), await chat.composer.boundingBox());
    await until(async () => (await chat.composer.inputValue()).includes("dragged"), "the words are in the field");
    await chat.composer.fill("before ");
    await select();
    await drag(page, await words.boundingBox(), await chat.transcript.boundingBox());
    await until(async () => (await chat.composer.inputValue()) === "before dragged", "dropped beside the field they are there, too");
    assert.equal(await words.innerText(), "dragged", "and where they were");

    await page.evaluate((length) => navigator.clipboard.writeText("word ".repeat(length / 5)), MEGABYTE);
    await page.locator("#plain").focus();
    const plain = await paste(page);
    await page.locator("#plain").fill("");
    await chat.composer.fill("kept");
    const ours = await paste(page);
    console.log(`        a megabyte: ${plain} ms in a plain field, ${ours} ms in ${OURS}`);
    assert.equal(await chat.composer.inputValue(), "kept", "what stood there stands there");
    await chat.panel.getByText(/characters too many/).waitFor();
    assert.ok(ours <= 1.2 * plain + SLACK_MS, `${ours} ms instead of ${plain} ms`);
    await chat.composer.press("End");
    await until(async () => (await chat.panel.getByText(/characters too many/).count()) === 0, "it goes with the next key");
  },
};
