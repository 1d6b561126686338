// H19, H22: however the snippet gets onto the page, and however often: one instance, one warning.

import { DEMO } from "../harness/place.mjs";
import { page as html, snippet } from "../harness/host.mjs";

export default {
  name: "the snippet twice, init twice, async and data- attributes all make one instance",
  async run({ page, host, server, chat, trace, allow, until, assert }) {
    const warnings = () => trace.lines.filter((line) => line.includes("init() again"));
    allow(/init\(\) again/);

    await page.goto(host.serve(html(snippet(server) + snippet(server)), { path: "/twice" }));
    await chat.launcher.waitFor();
    assert.equal(await page.locator("halo-agents").count(), 1);
    assert.equal(warnings().length, 1);
    const same = await page.evaluate(() => HaloAgents.init({ orgId: "another" }) === HaloAgents.getInstance());
    assert.equal(same, true);
    assert.equal(warnings().length, 1, "it warns once");
    const { version } = await (await fetch(`${server.base}/sdk/latest/manifest.json`)).json();
    assert.equal(await page.evaluate(() => HaloAgents.version), version);

    // async, with the options left before it.
    const config = JSON.stringify({ ...DEMO, apiUrl: server.api });
    const left = `<script>window.HaloAgentsConfig = ${config};</script><script async src="${server.door}"></script>`;
    await page.goto(host.serve(html(left), { path: "/async" }));
    await chat.open();
    assert.equal(await page.evaluate(() => typeof HaloAgents.getInstance().openChat), "function");

    // defer, with attributes; lists and flags are JSON.
    const attributes = `data-org-id="${DEMO.orgId}" data-api-key="${DEMO.apiKey}" data-api-url="${server.api}" data-position="bottom-left" data-manual-on-paths='["/quiet*"]' data-tracking="false"`;
    const tag = `<script defer src="${server.door}" ${attributes}></script>`;
    await page.goto(host.serve(html(tag), { path: "/attributes" }));
    await chat.launcher.waitFor();
    const box = await chat.launcher.boundingBox();
    assert.ok(box.x < 100, "it stands in the left corner");
    await page.goto(host.serve(html(tag), { path: "/quiet/corner" }));
    await page.waitForFunction(() => window.HaloAgents?.getInstance());
    assert.equal(await chat.launcher.count(), 0, "it keeps quiet on the path named");
    await page.evaluate(() => HaloAgents.getInstance().openChat());
    await until(() => chat.isOpen(), "a call opens it all the same");

    // As a module, where document.currentScript is null.
    const module = `<script type="module" src="${server.door}" data-org-id="${DEMO.orgId}" data-api-key="${DEMO.apiKey}" data-api-url="${server.api}"></script>`;
    await page.goto(host.serve(html(module), { path: "/module" }));
    await chat.open();
  },
};
