// What the commands and requests of the guides bring about, beside ending well: by the name of the snippet, which is its page
// and heading. `before` prepares, `after` gets what was printed, `look` the address of a server that was started.

import { createHmac } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";

const UUID = /[0-9a-f]{8}-[0-9a-f-]{27}/;

const row = (server, sql) => server.rows(sql)[0];

/** A token for `/users/update`. */
function updating(secret) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part({ scope: "users.update", exp: Math.floor(Date.now() / 1000) + 600 })}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

/** The agent that a command has added, as it is stored. */
const added = (kind) => ({
  after({ server, own, assert }) {
    assert.equal(row(server, `SELECT count(*) AS count FROM agents WHERE org_id = '${own.orgId}' AND kind = '${kind}' AND name = 'Ada'`).count, 1);
  },
});

/** A user with something of everything. */
async function known({ server, own }) {
  const call = (path, body) => server.call(path, body, { authorization: `Bearer ${own.apiKey}` });
  await call("/users/identify", { user_id: "user-42", traits: { name: "Ada" } });
  await call("/events", { user_id: "user-42", events: [{ event_type: "seen" }] });
  await call("/tickets/create", { user_id: "user-42", subject: "Hello" });
  await call("/chat", { user_id: "user-42", message: "What is this?" });
}

export const EFFECTS = {
  "docs/backend-api.md#how-do-i-call-the-api-from-my-backend": {
    after({ assert }, printed) {
      assert.deepEqual(Object.keys(JSON.parse(printed)).sort(), ["actions", "agent_id", "response", "session_id"]);
    },
  },
  "docs/backend-api.md#how-do-i-stop-an-answer": {
    after({ assert }, printed) {
      assert.equal(JSON.parse(printed).cancelled, false, "there was nothing to stop");
    },
  },
  "docs/backend-api.md#how-do-i-create-a-ticket-from-my-backend": {
    after({ server, assert }, printed) {
      const { id, status } = JSON.parse(printed).ticket;
      assert.deepEqual([status, row(server, `SELECT email FROM tickets WHERE id = '${id}'`).email], ["open", "ada@example.org"]);
    },
  },
  "docs/backend-api.md#how-do-i-update-users-and-companies-from-my-backend": {
    async after({ server, own, code, assert }) {
      const secret = server.command("secret", "add", own.orgId).match(/ha_secret_\w+/)[0];
      await server.call("/users/identify", { user_id: "user-42" });
      const answer = await server.call("/users/update", { ...JSON.parse(code), user_token: updating(secret) });
      const { updated, skipped } = await answer.json();
      assert.deepEqual(
        [answer.status, updated, skipped, row(server, "SELECT custom_fields FROM users WHERE user_id = 'user-42'").custom_fields],
        [200, 1, 0, '{"plan":"pro"}'],
      );
    },
  },
  "docs/backend-api.md#how-do-i-talk-to-an-agent-with-a-secret-key": {
    before(it) {
      const key = it.server.command("key", "add", it.own.orgId, "--secret").match(/ha_\w+/)[0];
      it.code = it.code.replace("ha_…", key);
    },
    after({ assert }, printed) {
      assert.match(JSON.parse(printed).response, /\w{4}/);
    },
  },
  "docs/events-and-privacy.md#how-do-i-record-an-event-from-my-backend": {
    after({ server, assert }, printed) {
      assert.deepEqual(
        [JSON.parse(printed), row(server, "SELECT user_id FROM events WHERE event_type = 'order_paid'").user_id],
        [{ success: true }, "user-42"],
      );
    },
  },
  "docs/events-and-privacy.md#how-do-i-hand-out-what-is-stored": {
    before: known,
    after({ assert }, printed) {
      assert.ok(
        printed
          .trim()
          .split("\n")
          .every((line) => JSON.stringify(JSON.parse(line)).includes("user-42")),
        printed,
      );
    },
  },
  "docs/events-and-privacy.md#how-do-i-delete-a-visitors-data": {
    before: known,
    after({ server, own, assert }) {
      const left = (table) => row(server, `SELECT count(*) AS count FROM ${table} WHERE org_id = '${own.orgId}'`).count;
      for (const table of ["messages", "events", "tickets", "sessions", "users"]) assert.equal(left(table), 0, table);
    },
  },
  "docs/agents-and-knowledge.md#how-do-i-try-out-what-the-agent-finds": {
    after({ assert }, printed) {
      assert.match(printed, /Send it back within 30 days\./);
    },
  },
  "docs/agents-and-knowledge.md#how-do-i-give-an-agent-a-greeting-colours-or-suggested-questions": {
    async after({ server, own, assert }) {
      const { agent } = await (await fetch(`${server.api}/config?org_id=${own.orgId}`)).json();
      assert.deepEqual([agent.style.greeting, agent.style.primary_color, agent.style.suggested_messages], ["Hello!", "#0b6e4f", ["Where is my order?"]]);
    },
  },
  "docs/agents-and-knowledge.md#how-do-i-let-a-language-model-llm-answer-from-openai-or-my-own": added("openai"),
  "docs/agents-and-knowledge.md#how-do-i-use-a-hostagentes-agent": added("hostagentes"),
  "docs/identity-verification.md#where-do-i-get-the-identity-secret": {
    after({ assert }, printed) {
      assert.ok(printed.match(/ha_secret_\w+/)[0].length > 32);
    },
  },
  "docs/identity-verification.md#how-do-i-demand-the-token-on-the-server": {
    before({ server, own }) {
      server.command("secret", "add", own.orgId);
    },
    async after({ server, own, assert }) {
      const answer = await server.call("/users/identify", { user_id: "user-42" }, { authorization: `Bearer ${own.apiKey}` });
      assert.equal(answer.status, 403);
    },
  },
  "docs/self-hosting.md#how-do-i-start-the-server": {
    async look({ base, own, assert }) {
      const { status } = await fetch(`${base}/api/sdk/config?org_id=${own.orgId}`);
      assert.equal(status, 200, "it serves the data that is there");
    },
  },
  "docs/self-hosting.md#how-do-i-create-an-organisation-and-its-keys": {
    after({ assert }, printed) {
      assert.match(printed, UUID);
      assert.match(printed, /ab_live_\w{16}/);
    },
  },
  "docs/self-hosting.md#how-do-i-add-or-revoke-an-api-key": {
    async after({ server, own, assert }) {
      const answer = await server.call("/chat", { message: "Hello" }, { authorization: `Bearer ${own.apiKey}` });
      assert.equal(answer.status, 401, "the key that was revoked is refused");
    },
  },
  "docs/self-hosting.md#how-do-i-let-only-my-own-pages-call-the-server": {
    async look({ base, own, assert }) {
      const allowed = async (origin) =>
        (await fetch(`${base}/api/sdk/config?org_id=${own.orgId}`, { headers: { origin } })).headers.get("access-control-allow-origin");
      assert.deepEqual([await allowed("https://shop.example.com"), await allowed("https://elsewhere.example")], ["https://shop.example.com", null]);
    },
  },
  "docs/self-hosting.md#how-do-i-back-up-the-database": {
    after({ server, assert }) {
      assert.ok(existsSync(join(server.data, "backup/halo.db")));
    },
  },
};
