// H20, H24 and manualOnPaths: routers change the path, replace the body and clean up, and the chat stays what it was.

import { page as html, snippet } from "../harness/host.mjs";

export default {
  name: "a single-page application may change the path, replace the body and remove our element",
  async run({ page, host, server, chat, until, assert }) {
    const config = { manualOnPaths: ["/checkout*", "/a?c", "/exact.path"] };
    const url = host.serve(html(snippet(server, config)));
    await page.goto(url);
    await chat.launcher.waitFor();
    const goTo = (path) => page.evaluate((to) => history.pushState({}, "", to), path);
    const quiet = async () => (await chat.launcher.count()) === 0;
    for (const path of ["/checkout", "/checkout/step/2", "/abc", "/exact.path"]) {
      await goTo(path);
      await until(quiet, `quiet on ${path}`);
      await goTo("/");
      await chat.launcher.waitFor();
    }
    for (const path of ["/check", "/abbc", "/exactXpath", "/a/checkout"]) {
      await goTo("/checkout");
      await until(quiet, "quiet on /checkout");
      await goTo(path);
      await chat.launcher.waitFor();
    }
    await goTo("/");
    await page.evaluate(() => history.replaceState({}, "", "/checkout"));
    await until(quiet, "quiet after replaceState");
    await page.goBack();
    await chat.launcher.waitFor();

    // What is open stays open on a quiet path: quiet means that nothing comes by itself.
    await chat.open();
    await chat.ask("What is this?");
    const before = await chat.text();
    await goTo("/checkout");
    assert.equal(await chat.isOpen(), true);
    await goTo("/");

    // Turbo, pjax: the whole body is another one.
    await page.evaluate(() => {
      const body = document.createElement("body");
      body.innerHTML = "<main>Another page</main>";
      document.documentElement.replaceChild(body, document.body);
    });
    assert.equal(await chat.isOpen(), true);
    assert.equal(await chat.text(), before, "the conversation is kept");

    // A cleaner that removes what it does not know: answered three times, then left in peace.
    for (let round = 1; round <= 3; round++) {
      await page.evaluate(() => document.querySelector("halo-agents").remove());
      await page.waitForFunction(() => document.querySelector("halo-agents"));
    }
    assert.equal(await chat.text(), before);
    await page.evaluate(() => {
      window.gone = document.querySelector("halo-agents");
      gone.remove();
    });
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    assert.equal(await page.locator("halo-agents").count(), 0, "a fourth time would be a fight");
    await page.evaluate(() => delete window.gone);
  },
};
