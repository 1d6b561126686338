// After destroy() nothing of ours is left, at whatever moment it comes, and a hundred times over.

import { QUESTION } from "../harness/place.mjs";

/** More than chance. */
const ROUNDS = 100;

export default {
  name: "destroy leaves nothing, while loading, while answering, and a hundred times over",
  async run({ page, host, server, chat, trace, assert }) {
    const url = host.shop(server, { load: "interaction" });
    // While loading.
    await page.goto(url);
    await page.evaluate(() => {
      HaloAgents.getInstance().openChat();
      HaloAgents.getInstance().destroy();
    });
    await page.waitForLoadState("networkidle");
    await trace.pageIsAsBefore();

    // While an answer streams.
    await page.goto(url);
    await chat.open();
    await chat.composer.fill(QUESTION);
    await chat.composer.press("Enter");
    await chat.turns.first().waitFor();
    await trace.pageIsAsBefore();
    assert.equal(await page.evaluate(() => HaloAgents.getInstance()), null);

    // Over and over, mounted each time.
    const counts = await page.evaluate(
      async ({ rounds, config }) => {
        const again = async () => {
          const chat = HaloAgents.init(config);
          await chat.openChat();
          chat.destroy();
        };
        for (let round = 0; round < rounds; round++) await again();
        return [document.documentElement.children.length, document.querySelectorAll("*").length];
      },
      { rounds: ROUNDS, config: { orgId: "0d9c1f6e-6f0a-4b7e-9a43-2f6d1f5b8a10", apiUrl: server.api, load: "interaction" } },
    );
    assert.equal(counts[0], 2);

    // And once more for use.
    await page.evaluate(
      (api) => HaloAgents.init({ orgId: "0d9c1f6e-6f0a-4b7e-9a43-2f6d1f5b8a10", apiKey: "ab_live_demo_8f2c41d7a9e05b36", apiUrl: api }),
      server.api,
    );
    await chat.open();
    await chat.ask("What is this?");
  },
};
