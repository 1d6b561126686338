// The main job: open, ask, read a streamed answer that quotes the document it comes from.

import { QUESTION } from "../harness/place.mjs";

export default {
  name: "a click opens the panel, and an answer streams that quotes its source with a link",
  async run({ page, host, server, chat, assert }) {
    const streamed = page.waitForResponse((response) => response.url().endsWith("/chat/stream"));
    await page.goto(host.shop(server));
    await chat.open();
    assert.notEqual(await chat.panel.getAttribute("aria-label"), "", "the dialog has the agent's name");
    await chat.expectFocus("textarea", "Message");

    await chat.ask(QUESTION);
    assert.equal((await streamed).status(), 200);
    const answer = await chat.turns.last().innerText();
    assert.match(answer, /identity|token|JWT/i);
    const links = await chat.turns
      .last()
      .getByRole("link")
      .evaluateAll((all) => all.map((link) => link.href));
    assert.ok(
      links.some((href) => /docs\/identity/.test(href)),
      `no link to the document: ${links}`,
    );

    await chat.close.click();
    assert.equal(await chat.isOpen(), false);
    await chat.launcher.click();
    assert.match(await chat.text(), new RegExp(QUESTION.slice(0, 20)), "the conversation is still there");
  },
};
