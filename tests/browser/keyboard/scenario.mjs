// The whole way without a pointer: open, ask, close; the focus goes where the visitor is and returns.

import { QUESTION } from "../harness/place.mjs";

export default {
  name: "the chat opens, is used and closes by keyboard, and the focus returns to the launcher",
  async run({ page, host, server, chat, until, assert }) {
    await page.goto(host.shop(server));
    // The launcher is the last stop of the page.
    await chat.launcher.waitFor();
    await page.keyboard.press("Shift+Tab");
    await until(async () => (await chat.focused()).name === "Open chat" || (await page.keyboard.press("Tab"), false), "the launcher was not reached with Tab");
    await page.keyboard.press("Enter");
    await chat.composer.waitFor();
    await until(async () => (await chat.focused()).name === "Message", "the focus is in the composer");

    await page.keyboard.type(QUESTION);
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("A second line.");
    assert.match(await chat.composer.inputValue(), /\n/, "Shift+Enter makes a line");
    await page.keyboard.press("Enter");
    await chat.answered(1);
    assert.equal(await chat.composer.inputValue(), "");
    assert.equal((await chat.focused()).name, "Message", "an answer does not move the focus");

    await page.keyboard.press("Escape");
    await until(async () => !(await chat.isOpen()), "Escape closes");
    assert.equal((await chat.focused()).name, "Open chat", "the focus is on the launcher again");
    assert.equal(await chat.launcher.getAttribute("aria-expanded"), "false");
  },
};
