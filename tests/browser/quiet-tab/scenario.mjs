// A page that is prerendered, or loaded in a tab behind, fetches nothing but the door until somebody sees it.

import { ENTRY, page as html, snippet } from "../harness/host.mjs";

/** Runs in the page before any script: it lies in a tab behind until `show()` is called. */
const hide = () => {
  let isHidden = true;
  Object.defineProperty(Document.prototype, "hidden", { configurable: true, get: () => isHidden });
  globalThis.show = () => {
    isHidden = false;
    document.dispatchEvent(new Event("visibilitychange"));
  };
};

export default {
  name: "in a tab behind nothing but the door is fetched, and the rest when the tab is seen",
  options: { page: { globals: ["show"] } },
  async run({ page, host, server, chat, until, assert }) {
    const asked = [];
    page.on("request", (request) => request.url().startsWith(server.base) && asked.push(new URL(request.url()).pathname));
    await page.addInitScript(hide);
    for (const load of ["eager", "idle"]) {
      asked.length = 0;
      await page.goto(host.serve(html(snippet(server, { load })), { path: `/${load}` }));
      await page.evaluate(() => new Promise((done) => requestIdleCallback(() => requestIdleCallback(done))));
      assert.deepEqual(asked, [new URL(server.door).pathname], load);
      await page.evaluate(() => show());
      await until(() => asked.some((path) => path.endsWith(ENTRY)), `${load}: the chat comes once it is seen`);
      await chat.open();
      await page.evaluate(() => HaloAgents.getInstance().destroy());
    }
  },
};
