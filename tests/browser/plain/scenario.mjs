// No page is left out: where a policy or the browser refuses WebAssembly the same widget runs as plain JavaScript, chosen by
// itself, and nothing of it is fetched anywhere else. `--plain` runs every other scenario so.

import { PLAIN, page as html, snippet } from "../harness/host.mjs";
import { QUESTION } from "../harness/place.mjs";

/** Names of the widget's files that a page has fetched. */
function fetched(page) {
  const names = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/sdk/")) names.push(pathname.split("/").at(-1));
  });
  return names;
}

const formOf = (page) => page.evaluate(async () => (await HaloAgents.diagnose()).find(({ check }) => check === "form").finding);

export default {
  name: "where WebAssembly is refused the chat runs as plain JavaScript, and nowhere else is it fetched",
  async run({ page, host, server, chat, allow, assert }) {
    // diagnose() asks with an empty batch.
    allow(/wasm|WebAssembly|400/i);
    const names = fetched(page);
    const converse = async () => {
      await chat.open();
      await chat.ask(QUESTION);
      assert.ok((await chat.turns.last().getByRole("link").count()) > 0, "the answer's Markdown has links");
    };

    await page.goto(host.serve(html(snippet(server)), { path: "/policy", headers: { "content-security-policy": PLAIN } }));
    await converse();
    assert.deepEqual(
      names.filter((name) => /\.wasm$|^halo\.js$/.test(name)),
      [],
      "nothing of the other form",
    );
    assert.ok(names.includes("halo_plain.js"));
    assert.match(await formOf(page), /as JavaScript.*WebAssembly is refused/);

    names.splice(0);
    const locked = "<script>delete window.WebAssembly;</script>";
    await page.goto(host.serve(html(locked + snippet(server)), { path: "/lockdown" }));
    await converse();
    assert.ok(names.includes("halo_plain.js"));

    names.splice(0);
    await page.goto(host.serve(html(snippet(server)), { path: "/anywhere-else", headers: { "content-security-policy": "object-src 'none'" } }));
    await converse();
    assert.ok(!names.includes("halo_plain.js"), "not where WebAssembly runs");
    assert.match(await formOf(page), /as WebAssembly/);
  },
};
