// H10, H11: what is typed in the chat is no shortcut of the page, and a page that forbids every key, wheel and touch does not
// forbid them in the chat.

import { page as html, snippet } from "../harness/host.mjs";

const LISTEN = `
<input id="field" aria-label="The page's field">
<script>
  window.heard = [];
  for (const type of ["keydown", "keypress", "keyup", "input", "paste", "copy", "cut", "beforeinput", "change"]) {
    for (const target of [document, document.documentElement, document.body, window]) target.addEventListener(type, (event) => heard.push(event.type));
    document.addEventListener(type, (event) => heard.push("captured " + event.type), true);
  }
</script>`;

const FORBID = `
<script>
  for (const type of ["keydown", "keypress", "keyup", "wheel", "touchmove", "beforeinput"]) document.addEventListener(type, (event) => event.preventDefault(), { capture: type.startsWith("key"), passive: false });
</script>`;

export default {
  name: "what is typed in the chat is no shortcut of the page, and a page that forbids keys does not forbid them here",
  options: { page: { globals: ["heard"] } },
  async run({ page, host, server, chat, until, assert }) {
    await page.goto(host.serve(html(LISTEN + snippet(server)), { path: "/listening" }));
    await chat.open();
    await page.evaluate(() => heard.splice(0));
    await page.keyboard.type("a/k?");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Control+a");
    const keys = (await page.evaluate(() => heard)).filter((type) => /key/.test(type));
    assert.deepEqual(keys, [], "no key reached the page, in any phase");
    assert.deepEqual(
      (await page.evaluate(() => heard)).filter((type) => !type.startsWith("captured")),
      [],
    );
    assert.equal(await chat.composer.inputValue(), "a/k?");
    await chat.composer.fill("");
    // The page's own fields are as they were.
    await page.locator("#field").fill("");
    await page.locator("#field").press("x");
    assert.ok((await page.evaluate(() => heard)).includes("keydown"));

    await page.goto(host.serve(html(FORBID + snippet(server)), { path: "/forbidding" }));
    await chat.open();
    await page.keyboard.type("Does typing work?");
    await until(async () => (await chat.composer.inputValue()) === "Does typing work?", "typing works");
    await page.keyboard.press("Enter");
    await chat.answered(1);
    // The Escape of an input method, as Safari tells of it: after the composition, by its code alone.
    await chat.composer.evaluate((field) => {
      const event = new KeyboardEvent("keydown", { key: "Escape", bubbles: true, composed: true });
      Object.defineProperty(event, "keyCode", { value: 229 });
      field.dispatchEvent(event);
    });
    assert.ok(await chat.isOpen(), "it belongs to the input method");
    await page.keyboard.press("Escape");
    await until(async () => !(await chat.isOpen()), "Escape closes");
  },
};
