// H30: pages that isolate themselves take in only what allows it.

import { page as html, snippet } from "../harness/host.mjs";

export default {
  name: "the chat works in pages with COEP require-corp and credentialless",
  async run({ page, host, server, chat, assert }) {
    for (const policy of ["require-corp", "credentialless"]) {
      const headers = { "cross-origin-embedder-policy": policy, "cross-origin-opener-policy": "same-origin" };
      const tags = snippet(server).replace("<script  src", "<script crossorigin src");
      await page.goto(host.serve(html(tags), { path: `/${policy}`, headers }));
      assert.equal(await page.evaluate(() => crossOriginIsolated), true);
      await chat.open();
      await chat.ask("What is this?");
    }
  },
};
