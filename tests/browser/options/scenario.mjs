// Options that only show in looks and requests: each is set, and seen where it belongs. With `zIndex`, H07: a site says what
// the widget lies above.

import { page as html, snippet } from "../harness/host.mjs";

export default {
  name: "every option arrives where it belongs: in the looks, in the place, in the request",
  async run({ page, host, server, chat, trace, until, assert }) {
    const asked = () => page.waitForRequest((request) => request.url().endsWith("/chat/stream"));
    const config = {
      theme: "dark",
      position: "bottom-left",
      zIndex: 77,
      offset: { x: 44, y: 90 },
      locale: "en",
      defaultMode: "livehelp",
      companyId: "c-1",
      companyTraits: { name: "Larch" },
      userId: "u-1",
      userTraits: { plan: "pro" },
      context: { cart: { label: "Cart", value: 3 } },
      load: "eager",
      tracking: false,
    };
    await page.goto(host.serve(html(snippet(server, config)), { path: "/all" }));
    await chat.launcher.waitFor();
    const box = await chat.launcher.boundingBox();
    assert.deepEqual([box.x, 800 - box.y - box.height], [44, 90]);
    assert.equal(await page.locator("halo-agents").evaluate((it) => getComputedStyle(it).zIndex), "77");
    await chat.open();
    const panel = await chat.panel.boundingBox();
    assert.ok(Math.abs(panel.x - 44) <= 1 && panel.y + panel.height <= box.y, JSON.stringify(panel));
    const background = await chat.panel.evaluate((it) => getComputedStyle(it).backgroundColor.match(/\d+/g).slice(0, 3).map(Number));
    assert.ok(
      background.every((part) => part < 80),
      `dark: ${background}`,
    );
    const question = asked();
    await chat.ask("What is this?");
    const body = (await question).postDataJSON();
    assert.equal(body.mode, "livehelp");
    assert.equal(body.company_id, "c-1");
    assert.equal(body.user_id, "u-1");
    assert.deepEqual(body.custom_fields, { plan: "pro" });
    assert.deepEqual(body.context, { cart: { label: "Cart", value: 3 } });
    assert.ok(!("org_id" in body), "the key names the organisation");
    const recorded = [];
    page.on("request", (request) => request.url().endsWith("/events") && recorded.push(request.postData()));
    // What was recorded would leave with the page.
    await page.goto("about:blank");
    assert.deepEqual([recorded, server.rows("SELECT event_type FROM events")], [[], []], "tracking: false records nothing");

    // The aliases of apiUrl, with a slash too many.
    for (const alias of ["baseUrl", "apiBaseUrl"]) {
      await page.goto(host.serve(html(snippet(server, { apiUrl: undefined, [alias]: `${server.api}/`, load: "eager" })), { path: `/${alias}` }));
      await chat.open();
      await chat.ask("What is this?");
    }

    // ui flags: no launcher, and the chat opens all the same.
    await page.goto(host.serve(html(snippet(server, { ui: { trigger: false } })), { path: "/no-trigger" }));
    await page.waitForFunction(() => window.HaloAgents?.getInstance());
    assert.equal(await chat.launcher.count(), 0);
    await page.evaluate(() => HaloAgents.getInstance().openChat());
    await until(() => chat.isOpen(), "openChat opens");

    // A misspelt name and a wrong type are told to the developer, by name.
    trace.allow(/did you mean|allowed:/);
    await page.goto(host.serve(html(snippet(server, { manualOnPath: ["/x"], theme: "pink", load: "eager" })), { path: "/misspelt" }));
    await until(() => trace.lines.some((line) => /manualOnPath; did you mean manualOnPaths/.test(line)), "the misspelt name");
    await until(() => trace.lines.some((line) => /theme is "pink"; allowed: auto, light, dark/.test(line)), "the wrong value");
  },
};
