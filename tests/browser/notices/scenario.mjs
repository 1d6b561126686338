// The greeting, teasers, banners and messages that the organisation has set up: by flag and path, dismissed and
// remembered, without taking the focus or hiding the page for good.

import { page as html, snippet } from "../harness/host.mjs";
import { ONCE_MORE } from "../harness/chat.mjs";

const STYLE = {
  banners: [
    { id: "sale", text: "**Sale** until [Sunday](https://example.org/)", url: "javascript:alert(1)" },
    { id: "next", text: "The next banner", url: "/sale", action_label: "See it" },
  ],
  proactive: [{ id: "size", text: "Not sure about the size?", ask: "Which size do I need?", paths: ["/shoes/*"], delay_ms: 200 }],
};

export default {
  name: "greeting, teasers and banners show by flag and path, are dismissed and stay away, and take no focus",
  async run({ page, context, host, server, chat, until, assert }) {
    await context.route("**/config?*", async (route) => {
      const response = await route.fetch(ONCE_MORE);
      const config = await response.json();
      Object.assign(config.agent.style, STYLE);
      await route.fulfill({ response, json: config });
    });
    const page_of = (config, path) => host.serve(html(snippet(server, { load: "eager", ...config })), { path });
    const url = page_of({}, "/");
    const teaser = page.locator("halo-agents .teaser");
    const banner = page.locator("halo-agents .banner");

    await page.goto(url);
    await teaser.getByText("Ask me anything about this widget").waitFor();
    await banner.getByText("Sale until Sunday").waitFor();
    assert.equal(await banner.getByRole("link").count(), 1, "the text's link, and none for a script");
    assert.equal((await chat.focused()).tag, "body", "the focus has not moved");
    assert.equal(await chat.isOpen(), false, "nothing opens by itself");
    await page
      .locator("halo-agents .guide [aria-live=polite]")
      .getByText("Sale until Sunday")
      .waitFor({ state: "attached" })
      .catch(() => {});

    await teaser.getByRole("button", { name: "Dismiss" }).click();
    await teaser.waitFor({ state: "detached" });
    await banner.getByRole("button", { name: "Dismiss" }).press("Escape");
    await banner.getByRole("link", { name: "See it" }).waitFor();
    assert.equal(await banner.getByRole("link").getAttribute("href"), `${host.base}/sale`);
    await page.reload();
    await banner.getByText("The next banner").waitFor();
    await page.waitForTimeout(2000);
    assert.equal(await teaser.count(), 0, "what was dismissed stays away");

    // A path brings its teaser, on a single-page application too; pressing it asks.
    await page.evaluate(() => history.pushState({}, "", "/shoes/boots"));
    await teaser.getByText("Not sure about the size?").waitFor();
    await page.evaluate(() => history.pushState({}, "", "/"));
    await teaser.waitFor({ state: "detached" });
    await page.evaluate(() => history.pushState({}, "", "/shoes/boots"));
    await teaser.getByRole("button", { name: "Which size do I need?" }).click();
    await chat.composer.waitFor();
    await chat.answered(1);
    await chat.says("Which size do I need?");
    assert.equal(await teaser.count(), 0);
    await chat.close.click();

    // A greeting that was merely shown is shown once per session, where that may be kept.
    await page.evaluate(() => (localStorage.clear(), sessionStorage.clear()));
    await page.goto(url);
    await teaser.waitFor();
    await page.goto(url);
    await banner.waitFor();
    await page.waitForTimeout(2000);
    assert.equal(await teaser.count(), 0);
    await page.evaluate(() => (localStorage.clear(), sessionStorage.clear()));
    await page.goto(page_of({ tracking: "consent" }, "/consent"));
    await teaser.waitFor();
    const kept = await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
    assert.deepEqual(
      kept.filter((key) => /greeted|dismissed/.test(key)),
      [],
      "nothing is kept of who has done nothing",
    );
    await teaser.getByRole("button", { name: "Ask a question" }).click();
    await chat.composer.waitFor();
    assert.equal((await chat.focused()).tag, "textarea");

    await page.emulateMedia({ media: "print" });
    assert.equal(await banner.isVisible(), false, "not on paper");
  },
};
