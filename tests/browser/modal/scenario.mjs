// H08: a modal dialog of the page makes everything else inert, and a focus trap pulls the focus back. In the first the chat
// is taken along; in the second there is no ping-pong.

import { page as html, snippet } from "../harness/host.mjs";

const DIALOG = `
<button id="show">Show</button>
<dialog id="dialog"><p>A dialog of the page</p><input aria-label="In the dialog"><form method="dialog"><button>Done</button></form></dialog>
<script>document.getElementById("show").addEventListener("click", () => document.getElementById("dialog").showModal());</script>`;

/** As old modal libraries do it, jQuery's by `focus`; and what is pressed outside ends the dialog. */
const TRAP = `
<div id="trap" role="dialog"><input id="inside" aria-label="Inside"></div>
<script>
  window.pulls = 0;
  const inside = document.getElementById("inside");
  const isOutside = ({ target }) => !document.getElementById("trap").contains(target);
  for (const type of ["focusin", "focus"]) {
    document.addEventListener(type, (event) => {
      if (event.target === document || !isOutside(event)) return;
      pulls++;
      inside.focus();
    }, true);
  }
  for (const type of ["pointerdown", "mousedown"]) document.addEventListener(type, (event) => isOutside(event) && pulls++, true);
  inside.focus();
</script>`;

export default {
  name: "a modal dialog of the page takes the chat in, and a focus trap does not fight with it",
  options: { page: { globals: ["pulls"] } },
  async run({ page, host, server, chat, until, assert }) {
    await page.goto(host.serve(html(DIALOG + snippet(server, { load: "eager" })), { path: "/modal" }));
    await page.evaluate(() => HaloAgents.getInstance().closeChat());
    await page.locator("#show").click();
    await chat.open();
    await chat.composer.fill("Can I type here?");
    await chat.composer.press("Enter");
    await chat.answered(1);
    await page.keyboard.press("Escape");
    await until(async () => !(await chat.isOpen()), "Escape closes the chat first");
    await page.getByRole("button", { name: "Done" }).click();
    await page.waitForFunction(() => document.querySelector("halo-agents").parentNode === document.documentElement);
    await chat.launcher.click();
    assert.equal(await chat.turns.count(), 1, "the conversation is kept on the way in and out");

    // The dialog is removed with the chat inside.
    await chat.close.click();
    await page.locator("#show").click();
    await page.waitForFunction(() => document.querySelector("dialog halo-agents"));
    await page.evaluate(() => document.getElementById("dialog").remove());
    await page.waitForFunction(() => document.querySelector("halo-agents")?.parentNode === document.documentElement);
    await chat.launcher.waitFor();

    await page.goto(host.serve(html(TRAP + snippet(server, { load: "eager" })), { path: "/trap" }));
    await chat.open();
    await page.keyboard.type("Can I type here?");
    assert.equal(await chat.composer.inputValue(), "Can I type here?");
    assert.equal(await page.evaluate(() => pulls), 0);
  },
};
