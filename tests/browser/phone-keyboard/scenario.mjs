// On a phone the panel keeps to what the on-screen keyboard leaves, upright and across, and a swipe down on the header
// closes it. Chromium has no keyboard of its own to show here: the visual viewport is what one would leave.

import { page as html, snippet } from "../harness/host.mjs";

/** Says what a keyboard would: the visible part is lower, and perhaps scrolled down. */
const keyboard = (page, height, offsetTop) =>
  page.evaluate(
    ([height, offsetTop]) => {
      for (const [name, value] of Object.entries({ height, offsetTop })) Object.defineProperty(visualViewport, name, { value, configurable: true });
      visualViewport.dispatchEvent(new Event("resize"));
    },
    [height, offsetTop],
  );

async function swipe(page, from, to) {
  const session = await page.context().newCDPSession(page);
  const at = (type, point) => session.send("Input.dispatchTouchEvent", { type, touchPoints: point ? [point] : [] });
  await at("touchStart", from);
  await at("touchMove", { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 });
  await at("touchMove", to);
  await at("touchEnd");
  await session.detach();
}

export default {
  name: "on a phone the keyboard never covers the composer, and a swipe down closes",
  options: { context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } },
  async run({ page, host, server, chat, until, assert }) {
    await page.goto(host.serve(html(snippet(server, { ui: { greeting: false } }))));
    await chat.launcher.tap();
    await chat.composer.waitFor();
    for (const [height, top] of [
      [500, 0],
      [460, 120],
      [844, 0],
    ]) {
      await keyboard(page, height, top);
      await until(async () => {
        const panel = await chat.panel.boundingBox();
        const composer = await chat.composer.boundingBox();
        return Math.round(panel.y) === top && Math.round(panel.height) === height && composer.y + composer.height <= top + height;
      }, `${height} px from ${top} on`);
    }
    // Two fingers zoom in: the panel stays as it is.
    await page.evaluate(() => Object.defineProperty(visualViewport, "scale", { value: 2, configurable: true }));
    await keyboard(page, 422, 200);
    assert.equal(Math.round((await chat.panel.boundingBox()).height), 844);
    await page.evaluate(() => Object.defineProperty(visualViewport, "scale", { value: 1, configurable: true }));
    await keyboard(page, 844, 0);

    // Across, with the keyboard: transcript and composer both keep some room.
    await page.setViewportSize({ width: 844, height: 390 });
    await keyboard(page, 200, 0);
    await until(async () => {
      const [log, field] = [await chat.transcript.boundingBox(), await chat.composer.boundingBox()];
      return log.height >= 60 && field.y + field.height <= 200;
    }, "there is room across as well");
    await page.setViewportSize({ width: 390, height: 844 });
    await keyboard(page, 844, 0);

    await swipe(page, { x: 150, y: 30 }, { x: 330, y: 60 });
    await swipe(page, { x: 150, y: 400 }, { x: 150, y: 600 });
    assert.equal(await chat.isOpen(), true, "neither aside nor in the transcript");
    await swipe(page, { x: 150, y: 30 }, { x: 160, y: 220 });
    await until(async () => !(await chat.isOpen()), "a swipe down closes");
  },
};
