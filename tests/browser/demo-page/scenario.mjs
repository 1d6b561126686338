// The demo page is what people try first, and what they copy from: nobody is shut out of it, the chat or no chat.

import { violations } from "../harness/axe.mjs";

const SCREENS = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

/** What axe finds on the whole page, as short lines. */
const found = async (page, state) =>
  (await violations(page)).flatMap(({ id, nodes }) => nodes.map(({ target }) => `${state}: ${id}: ${target.flat().join(" ")}`));

export default {
  name: "axe finds nothing on the demo page, with its cookie question, without it, and while signing in",
  options: { page: { globals: ["axe", "__core-js_shared__"] } },
  async run({ page, host, server, chat, assert }) {
    const problems = [];
    for (const screen of SCREENS) {
      await page.setViewportSize(screen);
      await page.goto(host.shop(server));
      await chat.launcher.waitFor();
      problems.push(...(await found(page, `${screen.width} px, asked for cookies`)));
      await page.getByRole("region", { name: "Cookies" }).getByRole("button", { name: "No" }).click();
      problems.push(...(await found(page, `${screen.width} px, at rest`)));
      await page.evaluate(() => document.getElementById("signin").showModal());
      problems.push(...(await found(page, `${screen.width} px, signing in`)));
    }
    assert.deepEqual(problems, []);
  },
};
