// A session that may not be written into any longer: its secret is wrong. The widget begins a new one and asks again, once;
// nothing is lost and nobody is troubled.

import { DEMO } from "../harness/place.mjs";
import { overLine } from "../harness/proxy.mjs";

const KEY = `halo:talk:${DEMO.orgId}:`;

export default {
  name: "a question that a session refuses is asked again in a new one, once, and nothing is lost",
  async run({ page, host, server, chat, allow, until, assert }) {
    await overLine({ server, allow }, async (line) => {
      await page.goto(host.shop(server, { apiUrl: line.api, load: "eager" }));
      await chat.open();
      await chat.ask("What is this?");
      await until(() => page.evaluate((key) => JSON.parse(localStorage.getItem(key)).token, KEY), "the secret is kept");
      await page.evaluate((key) => {
        const record = JSON.parse(localStorage.getItem(key));
        localStorage.setItem(key, JSON.stringify({ ...record, token: "A".repeat(26) }));
      }, KEY);
      allow(/403/);
      await page.reload();
      await chat.open();
      await chat.ask("What is the door?");
      const bodies = line.requests.map(({ body }) => JSON.parse(body));
      assert.equal(bodies.length, 3, "asked once more");
      assert.equal(bodies[1].session_id, bodies[0].session_id);
      assert.notEqual(bodies[2].session_id, bodies[1].session_id, "in a new session");
      assert.deepEqual([bodies[2].message, bodies[2].conversation_history.length], ["What is the door?", 2]);
      assert.equal(await chat.turns.count(), 2);
      assert.equal(await chat.panel.getByRole("button", { name: "Try again" }).count(), 0);
      await chat.ask("What is a session?");
      assert.equal(JSON.parse(line.requests[3].body).session_id, bodies[2].session_id, "which lasts");
    });
  },
};
