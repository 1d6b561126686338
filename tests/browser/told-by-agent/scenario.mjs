// What a model's service says of an answer that is cut, refused or missing reaches the visitor in words that help.

import { startModel } from "../harness/model.mjs";

const line = (value) => `data: ${JSON.stringify(value)}\n\n`;
const ended = (text, finish_reason) =>
  (text ? line({ choices: [{ index: 0, delta: { content: text } }] }) : "") + line({ choices: [{ delta: {}, finish_reason }] }) + "data: [DONE]\n\n";

export default {
  name: "a visitor reads where an answer was cut, that none came, and what to do",
  async run({ page, host, server, chat, allow, assert }) {
    const model = await startModel(server);
    allow(/HaloAgents: the answer/);
    try {
      await page.goto(host.shop(server, { load: "eager", agentId: model.agentId, locale: "en" }));
      await chat.open();
      const last = () => chat.turns.last().innerText();
      model.plays.push(ended("Half of", "length"));
      await chat.ask("One?");
      assert.match(await last(), /Half of[\s\S]*reached its greatest length/);
      model.plays.push(ended("Some of", "content_filter"));
      await chat.ask("Two?");
      assert.match(await last(), /Some of[\s\S]*A filter held back the rest/);
      for (let n = 0; n < 4; n += 1) model.plays.push(ended("", "stop"));
      await chat.ask("Three?");
      assert.match(await last(), /No answer came/);
      assert.doesNotMatch(await last(), /was not sent/, "it was sent");
      model.plays.length = 0;
      model.plays.push(ended("Here it is.", "stop"));
      await chat.turns.last().getByRole("button", { name: "Try again" }).click();
      await chat.says("Here it is.");
      await page.reload();
      await chat.open();
      await chat.says("reached its greatest length");
    } finally {
      await model.stop();
    }
  },
};
