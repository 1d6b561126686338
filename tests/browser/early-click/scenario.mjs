// A click while the widget is still on its way counts, once; and one that failed does not open the chat minutes later.

import { holdBack } from "../harness/chat.mjs";
import { ENTRY, IS_PLAIN, MODULE } from "../harness/host.mjs";

const FILE = `**/${MODULE}*`;

/** What is typed between the click and the panel is not lost, and a key of the page stays the page's. */
async function typing({ page, host, server, chat, assert }) {
  await page.unroute(FILE);
  const release = await holdBack(page, FILE);
  const asked = page.waitForRequest((request) => request.url().includes(MODULE));
  await page.goto(host.shop(server, { load: "interaction" }, { path: "/typing" }));
  await page.keyboard.type("page");
  await chat.launcher.click();
  await asked;
  await page.waitForFunction((entry) => performance.getEntriesByType("resource").some(({ name }) => name.includes(entry)), ENTRY);
  await page.waitForTimeout(100);
  await page.keyboard.type("Where is my ordre");
  for (let at = 0; at < 2; at++) await page.keyboard.press("Backspace");
  await page.keyboard.type("er?");
  release();
  await chat.composer.waitFor();
  assert.equal(await chat.composer.inputValue(), "Where is my order?");
  await page.waitForFunction(() => document.activeElement.localName === "halo-agents");
  await page.keyboard.type(" It is late.");
  assert.equal(await chat.composer.inputValue(), "Where is my order? It is late.");
}

export default {
  name: "a click during loading is not lost, and never needs a second one",
  async run({ page, host, server, chat, allow, until, assert }) {
    const release = await holdBack(page, FILE);
    await page.goto(host.shop(server, { load: "interaction" }));
    await chat.launcher.click();
    assert.equal(await chat.launcher.getAttribute("aria-busy"), "true", "the button says that it is busy");
    // An impatient visitor clicks again: still one panel, and open.
    await chat.launcher.dblclick();
    release();
    await chat.composer.waitFor();
    assert.equal(await page.locator("halo-agents").locator("button.launcher").getAttribute("aria-busy"), null);
    assert.equal(await chat.isOpen(), true);

    // The plain form is one file, and hears nothing before it has come.
    if (!IS_PLAIN) await typing({ page, host, server, chat, assert });

    await page.unroute(FILE);
    await page.route(`**/${ENTRY}*`, (route) => route.abort());
    allow(/halo(_plain)?\.js|did not load/);
    allow(/ERR_FAILED/);
    await page.goto(host.shop(server, { load: "interaction" }));
    const failed = page.evaluate(
      () =>
        new Promise((done) => {
          HaloAgents.getInstance().destroy();
          const config = { orgId: "0d9c1f6e-6f0a-4b7e-9a43-2f6d1f5b8a10", apiKey: "ab_live_demo_8f2c41d7a9e05b36", load: "interaction" };
          const apiUrl = new URL("../../api/sdk", document.querySelector("script[src*=haloagents]").src).href;
          HaloAgents.init({ ...config, apiUrl, onError: ({ code, retryable }) => done({ code, retryable }) });
        }),
    );
    await chat.launcher.click();
    assert.deepEqual(await failed, { code: "load", retryable: true });
    assert.equal(await chat.launcher.getAttribute("aria-busy"), null, "the button is back to normal");

    await page.unroute(`**/${ENTRY}*`);
    const fetched = page.waitForResponse((response) => response.url().includes(MODULE));
    await chat.launcher.click();
    await fetched;
    await chat.composer.waitFor();
    await until(() => chat.isOpen(), "the second try opens the panel");
  },
};
