// H38: nothing of ours keeps the page out of the back-forward cache, and what comes out of it goes on, once.

import { page as html, snippet } from "../harness/host.mjs";
import { comesBack } from "../harness/leaving.mjs";

const COUNT = '<script>addEventListener("pageshow", (event) => { window.isRestored = event.persisted; });</script>';

export default {
  name: "a page comes back from the back-forward cache with its conversation, and goes on",
  options: { page: { globals: ["isRestored", "mark"] } },
  async run({ page, host, server, chat, until, assert }) {
    const first = host.serve(html(COUNT + snippet(server)), { path: "/first" });
    const second = host.serve(html("<p>Another page</p>"), { path: "/second" });
    await until(async () => {
      await page.goto(second);
      await page.evaluate(() => [localStorage, sessionStorage].forEach((storage) => void storage.clear()));
      await page.goto(first);
      await chat.open();
      await chat.ask("What is this?");
      return comesBack(page, second);
    }, "it comes out of the cache");
    await until(() => page.evaluate(() => window.isRestored === true), "the page is told so");
    assert.equal(await chat.turns.count(), 1);

    const requests = [];
    page.on("request", (request) => request.url().endsWith("/chat/stream") && requests.push(request));
    await chat.ask("And once more?");
    assert.equal(requests.length, 1, "one listener, one request");
    assert.equal(await chat.turns.count(), 2);
  },
};
