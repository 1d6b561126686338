// H01, H02, H04, H05, H06: whatever a page does to every element of its own, the widget computes to the same styles; and
// the page computes to the same styles with the widget as without it.

import { page as html, snippet } from "../harness/host.mjs";
import { differences, ofPage, ofWidget } from "../harness/styles.mjs";

/** The height makes both pages scroll, so that the room beside the bar is the same. */
const TALL = "<style>html { overflow-y: scroll; } body { height: 3000px; }</style>";

const RUDE = `<style>
html { font-size: 62.5%; direction: rtl; text-size-adjust: 200%; }
* { all: unset !important; letter-spacing: 5px !important; font-family: fantasy !important; color: red !important; }
* { box-sizing: content-box !important; line-height: 3 !important; text-transform: uppercase !important; cursor: wait !important; }
* { visibility: hidden !important; pointer-events: none !important; user-select: none !important; opacity: .3 !important; }
* { transition: all 3s !important; animation: spin 1s infinite !important; unicode-bidi: bidi-override !important; }
html, body { display: block !important; overflow-y: scroll !important; }
body { transform: scale(1); filter: blur(0); contain: layout; perspective: 1px; writing-mode: vertical-rl; zoom: 1.4; }
div, section, button, textarea, svg, p, halo-agents { display: none !important; width: 1px !important; z-index: -1 !important; }
*::before, *::after { content: "rude" !important; display: block !important; }
::placeholder { color: red !important; } ::selection { background: red !important; }
:root { --halo-primary: hotpink; --halo-surface: lime; --halo-radius: 0; --halo-offset-x: 300px; --halo-z: 1; --halo-font: fantasy; }
@keyframes spin { to { color: lime; outline: 9px solid red; } }
@layer base { * { margin: 99px !important; } }
</style>`;

const QUESTION = "What does the door do?";

async function opened(page, chat, url) {
  await page.goto(url);
  // The conversation of the page before would be there.
  await page.evaluate(() => HaloAgents.getInstance().reset());
  await page.evaluate(() => HaloAgents.getInstance().openChat());
  await chat.composer.waitFor();
  // It comes with a chunk of its own.
  await chat.panel.locator(".menu").waitFor();
  await chat.ask(QUESTION);
  await page.evaluate(() =>
    Promise.all(
      document
        .querySelector("halo-agents")
        .shadowRoot.getAnimations()
        .map((animation) => animation.finished),
    ),
  );
  // Away from any button and field, so that hover and focus are the same.
  await page.mouse.move(5, 5);
  await page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.blur());
}

export default {
  name: "nothing of a rude page's styles reaches the widget, and nothing of the widget's reaches the page",
  async run({ page, host, server, chat, assert }) {
    await opened(page, chat, host.serve(html(TALL + snippet(server)), { path: "/plain" }));
    const plain = await ofWidget(page);
    await opened(page, chat, host.serve(html(TALL + snippet(server), RUDE), { path: "/rude" }));
    const rude = await ofWidget(page);
    assert.ok(plain.length > 30, `${plain.length} elements were looked at`);
    assert.deepEqual(differences(plain, rude), []);

    // The other way about, on the shop.
    const shop = host.shop(server, { load: "interaction" });
    await page.goto(shop);
    await page.evaluate(() => HaloAgents.getInstance().destroy());
    const before = await ofPage(page);
    await opened(page, chat, shop);
    assert.deepEqual(differences(before, await ofPage(page)), []);
  },
};
