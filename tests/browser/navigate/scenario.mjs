// Where an answer may take the visitor: the page's own origin at once, another one when they say so, a script never. And
// what the agent did stands as a card below its answer.

import { page as html, snippet } from "../harness/host.mjs";
import { startModel, tool, words } from "../harness/model.mjs";
import { DEMO } from "../harness/place.mjs";

/** An answer as a server that checks nothing would send it. */
const hostile = (actions) =>
  actions.map((action) => `\x1E__ACTION__${JSON.stringify(action)}\x1E`).join("") + "Done." + `\x1E__ACTIONS__${JSON.stringify(actions)}\x1E`;

const content = (server, config) =>
  html(`<script src="${server.door}"></script><script>
  window.told = [];
  HaloAgents.init({ ...${JSON.stringify({ ...DEMO, apiUrl: server.api, load: "eager", ...config })}, onAction: (action) => told.push(action) });
</script>`);

export default {
  name: "an answer navigates on the page's origin, asks before another, and never runs a script; cards tell what was done",
  options: { page: { globals: ["told"] } },
  async run({ page, host, server, chat, allow, until, assert }) {
    const model = await startModel(server);
    const config = { agentId: model.agentId };
    const start = host.serve(content(server, config));
    const next = host.serve(html(snippet(server, config)), { path: "/next" });
    const elsewhere = host.serve(html("<p>Elsewhere</p>"), { path: "/elsewhere" }).replace("127.0.0.1", "localhost");

    await page.goto(start);
    await chat.open();
    model.plays.push(tool("navigate", { url: `${elsewhere}?a=<b>` }), words("May I?"));
    await chat.ask("Take me elsewhere");
    const ask = chat.panel.getByRole("group", { name: "Open this address?" });
    await ask.getByText("/elsewhere?a=%3Cb%3E").waitFor();
    assert.equal(page.url(), start);
    assert.equal((await page.evaluate(() => told)).length, 1, "the page was told, once");
    await ask.getByRole("button", { name: "Cancel" }).click();
    await ask.waitFor({ state: "detached" });
    assert.equal(page.url(), start);

    // Scripts and the like, from a server that lets them through.
    allow(/navigate: only http/);
    const bad = [
      "javascript:told.push('ran')",
      "data:text/html,x",
      "file:///etc/passwd",
      "https://shop.example@evil.example/",
      "http://[",
      " \tjava\nscript:told.push('ran')",
    ];
    for (const url of bad) {
      await page.route(
        "**/chat/stream",
        (route) =>
          route.fulfill({ contentType: "text/plain", headers: { "access-control-allow-origin": "*" }, body: hostile([{ id: url, type: "navigate", url }]) }),
        { times: 1 },
      );
      await chat.ask("Go");
      const refused = chat.panel.getByRole("group", { name: "An address was not opened because it is not safe." });
      await refused.waitFor();
      await refused.getByRole("button", { name: "Dismiss" }).click();
    }
    assert.equal(page.url(), start);
    assert.ok(!(await page.evaluate(() => told)).includes("ran"));

    // Cards.
    model.plays.push(tool("create_ticket", { subject: "Wrong boots", email: "a@example.org" }), words("It is with them."));
    await chat.ask("I want a person");
    const [ticket] = server.rows("SELECT id FROM tickets");
    await chat.turns.last().getByText(ticket.id).waitFor();
    await chat.turns.last().getByText("Wrong boots").waitFor();
    await page.route(
      "**/chat/stream",
      (route) =>
        route.fulfill({
          contentType: "text/plain",
          headers: { "access-control-allow-origin": "*" },
          body: hostile([{ type: "handoff", name: "Ada Lovelace", avatar: "https://tracker.example/a.png" }, { type: "confetti" }]),
        }),
      { times: 1 },
    );
    const requests = [];
    page.on("request", (request) => requests.push(request.url()));
    await chat.ask("Now");
    await chat.turns.last().getByText("Ada Lovelace takes over the conversation.").waitFor();
    assert.ok(!requests.some((url) => url.includes("tracker.example")), "the picture is not loaded");
    assert.equal((await page.evaluate(() => told)).at(-1).type, "confetti");

    // The visitor says yes.
    model.plays.push(tool("navigate", { url: elsewhere }), words("May I?"));
    await chat.ask("Take me elsewhere");
    await ask.getByRole("button", { name: "Open" }).click();
    await page.waitForURL(elsewhere);

    // On its own origin at once, and not again when the same answer goes on after the reload.
    await page.goto(start);
    await chat.open();
    model.plays.push(tool("navigate", { url: "/next" }), words("Here it is."));
    await chat.composer.fill("Take me to the next page");
    await chat.composer.press("Enter");
    await page.waitForURL(next);
    let loads = 0;
    page.on("load", () => loads++);
    await chat.launcher.waitFor();
    await chat.open();
    await page.waitForTimeout(1000);
    assert.equal(loads <= 1, true, "it does not go round and round");
    assert.equal(page.url(), next);
    await model.stop();
    await page.evaluate(() => delete window.told);
  },
};
