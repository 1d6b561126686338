// What a visit leaves in the server's database: the transcript, the events, the identified user, and no secret.

import { QUESTION } from "../harness/place.mjs";

const PASSWORD = "sentinel-password-4711";

export default {
  name: "afterwards the database holds the transcript, the events and the identified user",
  async run({ page, host, server, chat, until, assert }) {
    await page.goto(host.shop(server, { load: "eager" }));
    await page.getByRole("button", { name: "Fine" }).click();
    await page.getByRole("button", { name: "Add to cart" }).first().click();
    await page.getByLabel("Password for your account").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.locator("#signin").getByLabel("Name").fill("Ada Larch");
    await page.locator("#signin").getByLabel("E-mail").fill("ada@example.org");
    await page.locator("#signin").getByRole("button", { name: "Sign in" }).click();
    await chat.open();
    await chat.ask(QUESTION);
    const shown = await chat.turns.last().innerText();

    const messages = await until(() => {
      const rows = server.rows("SELECT role, content, state, session_id, user_id FROM messages ORDER BY created_at, role DESC");
      return rows.length >= 2 && rows;
    }, "the transcript is stored");
    assert.deepEqual(
      messages.map(({ role }) => role),
      ["user", "assistant"],
    );
    assert.equal(messages[0].content, QUESTION);
    const words = messages[1].content.match(/[A-Za-z]{6,}/g).slice(0, 5);
    for (const word of words) assert.ok(shown.includes(word), `${word} was stored and not shown`);

    const [user] = await until(() => {
      const rows = server.rows("SELECT user_id, name, email FROM users");
      return rows.length > 0 && rows;
    }, "the user is stored");
    assert.deepEqual(user, { user_id: "customer-ada@example.org", name: "Ada Larch", email: "ada@example.org" });
    assert.equal(messages[1].user_id, user.user_id);

    const events = await until(() => {
      const rows = server.rows("SELECT event_type, page_url, metadata FROM events");
      return ["page_view", "click", "cart_add"].every((type) => rows.some(({ event_type }) => event_type === type)) && rows;
    }, "page view, click and the site's own event are stored");
    assert.ok(!JSON.stringify(events).includes(PASSWORD), "no typed value is in an event");
  },
};
