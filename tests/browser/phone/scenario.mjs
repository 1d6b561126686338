// On a phone of 390 px: the panel is the screen, a finger opens and closes it, and the browser does not zoom in.

/** Under this size iOS zooms into a field that is tapped. */
const FIELD_PX = 16;
/** WCAG 2.5.8. */
const TARGET_PX = 24;

export default {
  name: "on a phone the panel fills the screen, and a finger opens, asks and closes",
  options: { context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } },
  async run({ page, host, server, chat, until, assert }) {
    await page.goto(host.shop(server));
    await chat.launcher.tap();
    await chat.composer.waitFor();
    // After the panel has come to rest.
    await until(async () => {
      const { x, y, width, height } = await chat.panel.boundingBox();
      return x === 0 && y === 0 && Math.round(width) === 390 && Math.round(height) === 844;
    }, "the panel fills the screen");
    const size = await chat.composer.evaluate((field) => parseFloat(getComputedStyle(field).fontSize));
    assert.ok(size >= FIELD_PX, `${size} px`);
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(widths[0] <= widths[1], `the page scrolls sideways: ${widths}`);

    await chat.composer.tap();
    await chat.composer.fill("What is this?");
    await chat.send.tap();
    await chat.answered(1);
    const button = await chat.close.boundingBox();
    assert.ok(button.width >= TARGET_PX && button.height >= TARGET_PX);
    await chat.close.tap();
    await chat.launcher.waitFor();
    assert.equal(await chat.isOpen(), false);
  },
};
