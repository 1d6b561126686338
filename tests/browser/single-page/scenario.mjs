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

    // A router that draws the whole document anew at every navigation: back each time, however often.
    for (let round = 1; round <= 9; round++) {
      await page.evaluate(() => document.querySelector("halo-agents").remove());
      await page.waitForFunction(() => document.querySelector("halo-agents"));
    }
    assert.equal(await chat.text(), before);

    // A script that fights is answered a few times a second at most.
    const returns = await page.evaluate(async () => {
      let count = 0;
      const cleaner = new MutationObserver(() => {
        const found = document.querySelector("halo-agents");
        if (found && ++count) found.remove();
      });
      cleaner.observe(document.documentElement, { childList: true });
      document.querySelector("halo-agents").remove();
      await new Promise((done) => setTimeout(done, 2000));
      cleaner.disconnect();
      return count;
    });
    assert.ok(returns < 12, `${returns} returns in two seconds`);
    await page.waitForFunction(() => document.querySelector("halo-agents"));
    assert.equal(await chat.text(), before, "once the page has given up, it is back for good");
  },
};
