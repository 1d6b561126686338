// H34: a browser that deletes what a site has stored, as Safari does after seven days without a visit. The visitor is a new
// one, nothing is amiss, and whoever signs in then is the user they were.

import { page as html, snippet } from "../harness/host.mjs";

export default {
  name: "H34: a visitor whose storage was deleted begins anew, and is the same user once signed in",
  async run({ page, host, server, chat, until, assert }) {
    const sessions = [];
    page.on("request", (request) => request.url().endsWith("/chat/stream") && sessions.push(request.postDataJSON().session_id));
    const signIn = () => page.evaluate(() => HaloAgents.getInstance().identify("u-forgotten", { name: "Ada" }));
    const url = host.serve(html(snippet(server, { load: "eager" })));
    const visit = async () => {
      await page.goto(url);
      await chat.open();
    };

    await visit();
    await chat.ask("What is this?");
    await signIn();
    await page.goto("about:blank");
    await page.context().clearCookies();
    const session = await page.context().newCDPSession(page);
    await session.send("Storage.clearDataForOrigin", { origin: host.base, storageTypes: "all" });

    await visit();
    assert.equal(await chat.turns.count(), 0, "nothing is left of the conversation");
    await chat.ask("What is the door?");
    assert.notEqual(sessions[0], sessions[1], "another session");
    await signIn();
    const owners = await until(() => {
      const rows = server.rows("SELECT DISTINCT session_id, user_id FROM messages ORDER BY created_at");
      return rows.length === 2 && rows.every(({ user_id }) => user_id) && rows;
    }, "what was asked before signing in is the user's");
    assert.deepEqual(
      owners.map(({ session_id, user_id }) => [session_id, user_id]),
      sessions.map((session) => [session, "u-forgotten"]),
    );
    assert.equal(server.rows("SELECT user_id FROM users WHERE user_id = 'u-forgotten'").length, 1);
  },
};
