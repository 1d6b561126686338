// What a visitor can do with an answer and with the conversation.

import { readFileSync } from "node:fs";

import { QUESTION } from "../harness/place.mjs";

const button = (place, name) => place.getByRole("button", { name, exact: true });

export default {
  name: "an answer can be copied, rated, asked for again; a conversation edited, downloaded, deleted, begun anew",
  options: { context: { permissions: ["clipboard-read", "clipboard-write"], acceptDownloads: true } },
  async run({ page, host, server, chat, until, assert }) {
    await page.goto(host.shop(server, { load: "eager" }));
    await chat.open();
    await chat.ask(QUESTION);
    const turn = chat.turns.last();

    await button(turn, "Copy").click();
    const copied = await until(() => page.evaluate(() => navigator.clipboard.readText()), "a text is in the clipboard");
    assert.match(copied, /identity|token/i);
    await page.getByText("Copied").waitFor({ state: "attached" });
    const sign = () => button(turn, "Copy").evaluate((it) => getComputedStyle(it, "::after").content);
    assert.equal(await sign(), '"Copied"', "a sign for those who see");
    await until(async () => (await sign()) === "none", "for a second");

    await button(turn, "Helpful").click();
    assert.equal(await button(turn, "Helpful").getAttribute("aria-pressed"), "true");
    await button(turn, "Not helpful").click();
    assert.equal(await button(turn, "Helpful").getAttribute("aria-pressed"), "false");
    const ratings = await until(() => {
      const rows = server.rows("SELECT metadata FROM events WHERE event_type = 'message_feedback'");
      return rows.length === 2 && rows.map(({ metadata }) => JSON.parse(metadata));
    }, "both words are stored");
    const [{ message_id: id }] = server.rows("SELECT message_id FROM messages WHERE role = 'user'");
    assert.deepEqual(ratings.map(({ rating, message_id }) => [rating, message_id]).sort(), [
      ["down", id],
      ["up", id],
    ]);

    await button(turn, "Answer again").click();
    await chat.answered(1);
    assert.equal(await chat.turns.count(), 1);
    await until(() => server.rows("SELECT 1 FROM messages WHERE role = 'user'").length === 2, "it was asked again");

    await button(chat.turns.last(), "Edit the question").click();
    const field = chat.turns.last().getByRole("textbox", { name: "Edit the question" });
    assert.equal(await field.inputValue(), QUESTION);
    await field.fill("How do I style the panel?");
    await button(chat.turns.last(), "Ask again").click();
    await chat.says("How do I style the panel?");
    await chat.answered(1);
    assert.equal(await chat.turns.count(), 1);

    const more = button(chat.panel, "More");
    await more.click();
    const [download] = await Promise.all([page.waitForEvent("download"), button(chat.panel, "Download the conversation").click()]);
    assert.equal(download.suggestedFilename(), "conversation.md");
    assert.match(readFileSync(await download.path(), "utf8"), /^# .+\n\n## You, .+\n\nHow do I style the panel\?\n\n## /);

    await more.click();
    await page.keyboard.press("Escape");
    assert.equal(await more.getAttribute("aria-expanded"), "false");
    assert.ok(await chat.isOpen(), "Escape closed the menu, not the chat");

    await more.click();
    await button(chat.panel, "Delete the conversation").click();
    await button(chat.panel, "Cancel").click();
    assert.equal(await chat.turns.count(), 1);
    await more.click();
    await button(chat.panel, "Delete the conversation").click();
    await button(chat.panel, "Delete").click();
    assert.equal(await chat.turns.count(), 0);
    assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("halo:talk")).length), 0);
  },
};
