// A server that was not told its public address gives links that are relative to it; the page is somewhere else.

export default {
  name: "a link to a document leads to the chat's server, any other relative one stays on the page's site; sources are chips",
  async run({ page, host, server, chat, assert }) {
    const body = `See [the guide](/docs/install#how-do-i-install-it), [prices](/prices) and [a trick](//docs/x).

Read [this](/this): it says more.

[Only](/only) a link at the start.

Sources: [Install](/docs/install), [Style](/docs/styling)`;
    await page.route("**/chat/stream", (route) =>
      route.fulfill({ contentType: "text/plain; charset=utf-8", headers: { "access-control-allow-origin": "*" }, body }),
    );
    await page.goto(host.shop(server));
    await chat.open();
    await chat.ask("Where is it?");
    const links = await chat.turns
      .last()
      .getByRole("link")
      .evaluateAll((all) => all.map((link) => link.href));
    const docs = `${new URL(server.api).origin}/docs`;
    const { base } = host;
    assert.deepEqual(links, [`${docs}/install#how-do-i-install-it`, `${base}/prices`, `${base}/this`, `${base}/only`, `${docs}/install`, `${docs}/styling`]);
    const sources = await chat.turns.last().locator(".sources").allInnerTexts();
    assert.deepEqual(
      sources.map((text) => text.split(/\s*\n\s*/)),
      [["Sources:", "Install", "Style"]],
      "a label and links are chips, without the comma between them; a sentence is none",
    );
  },
};
