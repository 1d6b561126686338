// H40, H41: paper, forced colours, less motion, 320 px and a landscape phone.

import { page as html, snippet } from "../harness/host.mjs";

export default {
  name: "the launcher is not printed, and can be seen in forced colours and on the smallest screens",
  async run({ page, host, server, chat, assert }) {
    await page.goto(host.serve(html(snippet(server))));
    await chat.launcher.waitFor();
    await page.emulateMedia({ media: "print" });
    assert.equal(await chat.launcher.isVisible(), false);
    await page.emulateMedia({ media: "screen", forcedColors: "active", reducedMotion: "reduce" });
    const border = await chat.launcher.evaluate((button) => getComputedStyle(button).borderTopColor);
    assert.notEqual(border, "rgba(0, 0, 0, 0)", "the border is drawn");
    await chat.open();
    const running = await page.evaluate(
      () =>
        document
          .querySelector("halo-agents")
          .shadowRoot.getAnimations()
          .filter(({ playState }) => playState === "running").length,
    );
    assert.equal(running, 0, "nothing moves");
    await chat.close.click();

    for (const viewport of [
      { width: 320, height: 256 },
      { width: 320, height: 568 },
      { width: 667, height: 320 },
    ]) {
      await page.setViewportSize(viewport);
      const launcher = await chat.launcher.boundingBox();
      assert.ok(launcher.x >= 0 && launcher.x + launcher.width <= viewport.width && launcher.y >= 0);
      await chat.open();
      const close = await chat.close.boundingBox();
      const field = await chat.composer.boundingBox();
      assert.ok(close.y >= 0 && close.x + close.width <= viewport.width, JSON.stringify({ viewport, close }));
      assert.ok(field.y + field.height <= viewport.height && field.width > 100, JSON.stringify({ viewport, field }));
      await chat.close.click();
    }
  },
};
