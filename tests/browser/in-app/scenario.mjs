// A message of the organisation to its visitors: shown by its flag, on manual paths too, dismissed and remembered.

import { page as html, snippet } from "../harness/host.mjs";
import { ONCE_MORE } from "../harness/chat.mjs";

const MESSAGES = [{ id: "moved", text: "We have **moved** to [a new shop](https://example.org/)." }];

export default {
  name: "an in-app message shows by its flag, names who speaks, and stays away once dismissed",
  async run({ page, context, host, server, chat, assert }) {
    await context.route("**/config?*", async (route) => {
      const response = await route.fetch(ONCE_MORE);
      const config = await response.json();
      Object.assign(config.agent.style, { in_app_messages: MESSAGES });
      await route.fulfill({ response, json: config });
    });
    const address = (path, ui) => host.serve(html(snippet(server, { load: "eager", ui })), { path });
    const message = page.locator("halo-agents .in-app");

    await page.goto(address("/off", { inAppMessages: false, greeting: false }));
    await page.waitForTimeout(1_500);
    assert.equal(await message.count(), 0, "its flag is off");

    await page.goto(address("/manual", "manual"));
    await message.getByText("We have moved to a new shop.").waitFor();
    await message.getByText("Halo", { exact: true }).waitFor();
    assert.equal(await message.getByRole("link").getAttribute("href"), "https://example.org/");
    assert.equal((await chat.focused()).tag, "body", "the focus has not moved");
    await message.getByRole("button", { name: "Dismiss" }).click();
    await message.waitFor({ state: "detached" });
    await page.reload();
    await page.waitForTimeout(1_500);
    assert.equal(await message.count(), 0, "what was dismissed stays away");
  },
};
