// A reload, at rest and in the middle of an answer: the conversation is there again and nothing is asked twice.

import { QUESTION } from "../harness/place.mjs";
import { fault, overLine } from "../harness/proxy.mjs";

const DRAFT = "half a sentence";

export default {
  name: "a reload keeps the conversation and the draft, and goes on with a half-streamed answer",
  async run({ page, host, server, chat, allow, until, assert }) {
    await overLine({ server, allow }, async (line) => {
      await page.goto(host.shop(server, { apiUrl: line.api, load: "eager" }));
      await chat.open();
      await chat.ask(QUESTION);
      const answer = await chat.turns.last().innerText();
      await chat.composer.fill(DRAFT);

      await page.reload();
      assert.equal(await chat.isOpen(), false, "nothing opens by itself");
      await chat.open();
      await chat.answered(1);
      // Under the day, which a conversation that goes on is told by.
      const kept = (await chat.turns.last().innerText()).replace(/\s+/g, " ");
      assert.ok(kept.endsWith(answer.replace(/\s+/g, " ")), kept);
      assert.match(kept, /^\w+day, \w+ \d+ You: /);
      assert.equal(await chat.composer.inputValue(), DRAFT);
      assert.equal(line.requests.length, 1, "the reload asked nothing");

      await chat.ask("And what is a session?");
      const second = JSON.parse(line.requests[1].body);
      assert.equal(second.conversation_history.length, 2, "what was said before goes along");
      assert.equal(second.session_id, JSON.parse(line.requests[0].body).session_id);

      line.plan(fault.drip(60, 120), fault.pass);
      await chat.composer.fill("How do I style the panel?");
      await chat.composer.press("Enter");
      await until(async () => (await chat.turns.last().innerText()).length > 60, "the answer has begun");
      await page.reload();
      await chat.open();
      await chat.answered(3);
      const ids = line.requests.map(({ body }) => JSON.parse(body).message_id);
      assert.deepEqual([ids.length, ids[3] === ids[2]], [4, true], "the same question under the same id");
      const rows = server.rows("SELECT role, content FROM messages ORDER BY rowid");
      assert.equal(rows.filter(({ role }) => role === "user").length, 3, "the server has each question once");
      const answers = rows.filter(({ role }) => role === "assistant");
      assert.equal(answers.length, 3, "and each answer once");
      const shown = (await chat.turns.last().innerText()).replace(/\s+/g, "");
      // Addresses of links and languages of code are not among what is shown.
      const written = answers.at(-1).content.replace(/\]\([^)]*\)|^```\w+/gm, "");
      const words = written.match(/[A-Za-z]{4,}/g);
      assert.ok(words.length > 10, written);
      assert.deepEqual(
        words.filter((word) => !shown.includes(word)),
        [],
        "what is shown is the whole answer",
      );
    });
  },
};
