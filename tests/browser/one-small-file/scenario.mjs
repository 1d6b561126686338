// Before a visitor shows interest a page has loaded one file of ours, and nothing is stored or sent.

import { MODULE } from "../harness/host.mjs";

/** The door, brotli, with room for the headers' share that the browser counts in. */
const DOOR_BYTES = 3_000;

export default {
  name: "a page loads one file of less than 3 KB before a visitor shows interest",
  async run({ page, host, server, chat, until, assert }) {
    const requests = [];
    page.on("request", (request) => request.url().startsWith(server.base) && requests.push(request));

    await page.goto(host.shop(server, { load: "interaction" }), { waitUntil: "networkidle" });
    await chat.launcher.waitFor();
    assert.deepEqual(
      requests.map((request) => new URL(request.url()).pathname),
      ["/sdk/latest/haloagents.umd.js"],
    );
    const { responseBodySize } = await requests[0].sizes();
    assert.ok(responseBodySize > 0 && responseBodySize < DOOR_BYTES, `${responseBodySize} bytes`);
    assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]), [0, 0, ""]);

    // The pointer over the launcher is interest enough: the files come before the click.
    await chat.launcher.hover();
    await until(() => requests.some((request) => request.url().includes(MODULE)), "the module was not fetched on hover");
    assert.equal((await chat.panel.count()) > 0 && (await chat.isOpen()), false, "nothing opens by itself");
  },
};
