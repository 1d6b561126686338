// H31, H32: a sandboxed frame without an origin, storage that throws, is null, is full or holds rubbish.

import { page as html, snippet } from "../harness/host.mjs";

const storage = (descriptor) => `<script>for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, ${descriptor});</script>`;

const STATES = {
  throwing: storage(`{ get() { throw new DOMException("denied", "SecurityError"); } }`),
  null: storage(`{ get: () => null }`),
  full: `<script>Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };</script>`,
  rubbish: `<script>Storage.prototype.getItem = () => "\\u0000{not json" + "x".repeat(100000);</script>`,
};

export default {
  name: "the chat works without storage, with rubbish in it, and in a sandboxed frame",
  async run({ page, host, server, chat, allow, assert }) {
    // Told once a page: unsent events cannot outlive it.
    allow(/the browser stores nothing for this page/);
    const lines = [];
    page.on("console", (message) => /stores nothing/.test(message.text()) && lines.push(message.text()));
    for (const [name, script] of Object.entries(STATES)) {
      await page.goto(host.serve(html(script + snippet(server)), { path: `/${name}` }));
      await chat.open();
      await chat.ask("What is this?");
      assert.match(await chat.turns.last().innerText(), /\w{4}/, name);
      if (name !== "rubbish") {
        assert.equal(lines.length, 1, `${name}: one line`);
        const { stored } = await page.evaluate(() => HaloAgents.getInstance().debug());
        assert.equal(stored, false, `${name}: debug() says it`);
      }
      await page.evaluate(() => HaloAgents.getInstance().destroy());
      lines.length = 0;
    }

    const inner = host.serve(html(snippet(server)), { path: "/inner" });
    await page.goto(host.serve(html(`<iframe sandbox="allow-scripts" src="${inner}" width="500" height="700"></iframe>`), { path: "/outer" }));
    const frame = page.frameLocator("iframe");
    await frame.getByRole("button", { name: "Open chat" }).click();
    await frame.getByRole("textbox", { name: "Message" }).waitFor();
    await page.locator("iframe").evaluate((element) => element.remove());
  },
};
