// H07, H26, H28, H29, H35, H36, H44: where something is forbidden, missing or down, the page is untouched, the console has one
// line of ours that says what to change, and diagnose() names the finding and the remedy.

import { DEMO } from "../harness/place.mjs";
import { MODULE, page as html, snippet } from "../harness/host.mjs";

const NONCE = "b64nonce";
const UNABLE = ["delete Element.prototype.attachShadow;", "delete window.CSSStyleSheet;", "delete window.MutationObserver;"];

/** Lines of ours; the browser's own about the same thing are not counted. */
const ours = (lines) => lines.filter((line) => line.includes("HaloAgents: "));

export default {
  name: "where something is forbidden the page is untouched, and one line and diagnose() say what to change",
  async run({ page, host, server, chat, trace, allow, until, assert }) {
    allow(/./);
    const nothing = async () => assert.equal(await page.locator("halo-agents").count(), 0, "the page is untouched");
    const fresh = () => trace.lines.splice(0);
    const uncaught = () =>
      assert.deepEqual(
        trace.lines.filter((line) => line.startsWith("uncaught")),
        [],
      );

    // Old browsers.
    for (const [index, script] of UNABLE.entries()) {
      fresh();
      await page.goto(host.serve(html(`<script>${script}</script>${snippet(server)}`), { path: `/old-${index}` }));
      await nothing();
      assert.equal(ours(trace.lines).length, 1, script);
      assert.equal(await page.evaluate(() => typeof HaloAgents.init({ orgId: "x" }).openChat), "function");
      uncaught();
    }

    // connect-src names no address of ours: the launcher is there, the click tells the visitor's developer.
    fresh();
    const deaf = { "content-security-policy": `default-src 'none'; script-src 'nonce-${NONCE}' 'wasm-unsafe-eval'; connect-src 'none'` };
    await page.goto(host.serve(html(snippet(server, { load: "interaction" }, `nonce="${NONCE}"`)), { path: "/deaf", headers: deaf }));
    await chat.launcher.click();
    await until(() => ours(trace.lines).length > 0, "a line of ours");
    assert.match(ours(trace.lines)[0], /diagnose\(\)/);
    assert.equal(await chat.launcher.getAttribute("aria-busy"), null);
    const checks = await page.evaluate(() => HaloAgents.diagnose());
    const wasm = checks.find(({ check }) => check === "halo_bg.wasm");
    assert.match(wasm.remedy, /connect-src/, JSON.stringify(wasm));
    uncaught();

    // The files are gone.
    fresh();
    await page.route(`**/${MODULE}*`, (route) => route.fulfill({ status: 404, body: "no" }));
    await page.goto(host.serve(html(snippet(server, { load: "eager" })), { path: "/gone" }));
    await until(() => ours(trace.lines).length > 0, "a line of ours");
    await page.unroute(`**/${MODULE}*`);
    await chat.open();
    uncaught();

    // A captive portal answers everything with a page; the API is down; the agent's config is not JSON or endless.
    for (const [path, answer] of [
      ["/portal", { status: 200, contentType: "text/html", body: "<h1>Log in to the hotel</h1>" }],
      ["/down", { status: 500, contentType: "application/json", body: '{"error":"down"}' }],
      ["/huge", { status: 200, contentType: "application/json", body: `{"agent":{"name":"${"x".repeat(5_000_000)}"}}` }],
    ]) {
      fresh();
      await page.route(/\/config\?/, (route) => route.fulfill({ ...answer, headers: { "access-control-allow-origin": "*" } }));
      await page.goto(host.serve(html(snippet(server)), { path }));
      await chat.launcher.click();
      await chat.panel.waitFor();
      uncaught();
      await page.unroute(/\/config\?/);
    }

    // An ad blocker takes /events: the chat works, and the console is not filled.
    fresh();
    await page.route(/\/events$/, (route) => route.abort("blockedbyclient"));
    await page.goto(host.serve(html(snippet(server, { load: "eager" })), { path: "/ad-blocker" }));
    await chat.open();
    await chat.ask("What is this?");
    assert.ok(ours(trace.lines).length <= 1, ours(trace.lines).join("\n"));
    uncaught();
    const events = await page.evaluate(() => HaloAgents.diagnose());
    assert.equal(events.find(({ check }) => check === "events").ok, false);
    assert.equal(events.find(({ check }) => check === "config").ok, true, `the agent of ${DEMO.orgId}`);
    await page.unroute(/\/events$/);

    // Something of the page lies over the launcher.
    const cover = '<div id="cover" style="position: fixed; inset: auto 0 0 auto; width: 200px; height: 200px; z-index: 2147483647"></div>';
    await page.goto(host.serve(html(cover + snippet(server)), { path: "/covered" }));
    await chat.launcher.waitFor();
    const covered = (await page.evaluate(() => HaloAgents.diagnose())).find(({ check }) => check === "launcher");
    assert.match(covered.finding, /Covered by <div id=cover>/);
  },
};
