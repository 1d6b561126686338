// The button that stops: what came is kept, and the server hears of it.

import { QUESTION } from "../harness/place.mjs";
import { fault, overLine } from "../harness/proxy.mjs";

export default {
  name: "a stopped answer keeps what came, and the server is told",
  async run({ page, host, server, chat, allow, until, assert }) {
    await overLine({ server, allow }, async (line) => {
      await page.goto(host.shop(server, { apiUrl: line.api, load: "eager" }));
      await chat.open();
      line.plan(fault.drip(60, 120));
      await chat.composer.fill(QUESTION);
      await chat.composer.press("Enter");
      await until(async () => (await chat.turns.last().innerText()).length > 100, "the answer has begun");
      const cancelled = page.waitForRequest((request) => request.url().endsWith("/chat/cancel"));
      await chat.panel.getByRole("button", { name: "Stop the answer" }).click();
      const { message_id } = JSON.parse((await cancelled).postData());
      assert.equal(message_id, JSON.parse(line.requests[0].body).message_id);
      assert.equal((await (await cancelled).response()).status(), 200);
      await chat.says("You stopped this answer.");
      assert.ok((await chat.turns.last().innerText()).length > 100, "what came is kept");
    });
  },
};
