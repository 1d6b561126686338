// The `ui` flags and `manualOnPaths`: each part by its flag, quiet paths looked at again at every navigation, and an
// answer that opens the chat only where the page wants that.

import { page as html, snippet } from "../harness/host.mjs";

const SETTLED_MS = 2200;

export default {
  name: "each part shows by its flag, and quiet paths are quiet as soon as the page is on them",
  async run({ page, host, server, chat, allow, until, assert }) {
    const open = (config, path) => page.goto(host.serve(html(snippet(server, { load: "eager", ...config })), { path }));
    const teaser = page.locator("halo-agents .teaser");
    const flags = () => page.evaluate(() => HaloAgents.getInstance().debug().ui);
    const goTo = (path) => page.evaluate((to) => history.pushState({}, "", to), path);
    const ready = () => until(() => page.evaluate(() => HaloAgents.getInstance().debug().agent?.state === "ready"), "the agent is known");

    await open({ manualOnPaths: ["/checkout*"] }, "/");
    await teaser.waitFor();
    assert.deepEqual(await flags(), {
      manual: false,
      trigger: true,
      badge: true,
      proactive: true,
      greeting: true,
      banners: true,
      inAppMessages: true,
      autoOpenUnseen: false,
    });
    await goTo("/checkout/2");
    await teaser.waitFor({ state: "detached" });
    assert.equal(await chat.launcher.isVisible(), false);
    assert.deepEqual(await flags(), {
      manual: true,
      trigger: false,
      badge: false,
      proactive: false,
      greeting: false,
      banners: true,
      inAppMessages: true,
      autoOpenUnseen: false,
    });
    await goTo("/shop");
    await teaser.waitFor();

    await page.evaluate(() => sessionStorage.clear());
    for (const [ui, path] of [
      ["manual", "/manual"],
      [{ greeting: false }, "/no-greeting"],
      [{ trigger: false }, "/no-trigger"],
    ]) {
      const requests = [];
      page.on("request", (request) => requests.push(request.url()));
      await open({ ui }, path);
      await ready();
      await page.waitForTimeout(SETTLED_MS);
      assert.equal(await teaser.count(), 0, path);
      page.removeAllListeners("request");
      if (path !== "/no-trigger") assert.ok(!requests.some((url) => url.includes("halo_guide")), "what nobody wants is not fetched");
    }

    // An answer behind the closed panel: counted, and by flag opened without the focus.
    const ask = () => page.evaluate(() => HaloAgents.getInstance().sendMessage("What is this?"));
    const unread = (count, what) => until(async () => (await page.evaluate(() => HaloAgents.getInstance().debug().unread)) === count, what);
    const counted = page.getByRole("button", { name: "Open chat, 1 unread message" });
    await open({ ui: { greeting: false } }, "/badge");
    await ask();
    await counted.waitFor();
    assert.equal(await counted.getAttribute("data-unread"), "1");
    assert.equal(await chat.isOpen(), false);
    await counted.click();
    await chat.composer.waitFor();
    await chat.close.click();
    await chat.launcher.waitFor();
    assert.equal(await chat.launcher.getAttribute("data-unread"), null, "opening is seeing");

    await open({ ui: { greeting: false, badge: false } }, "/no-badge");
    await ask();
    await unread(1, "answered");
    assert.equal(await chat.launcher.getAttribute("data-unread"), null);
    // Seen, or the next page would open for it.
    await chat.open();
    await chat.close.click();
    await unread(0, "seen");

    allow(/autoOpenUnseen is on at \/sign-in/);
    await open({ ui: { autoOpenUnseen: true, greeting: false }, manualOnPaths: ["/quiet"] }, "/sign-in");
    await goTo("/quiet");
    await ask();
    await unread(1, "answered on a quiet path");
    await page.waitForTimeout(300);
    assert.equal(await chat.isOpen(), false);
    await goTo("/loud");
    await chat.composer.waitFor();
    assert.equal((await chat.focused()).tag, "body", "the focus has not moved");
  },
};
