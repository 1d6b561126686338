// The chat as a visitor meets it: by roles and names, never by classes.

import assert from "node:assert/strict";

/** How long anything is waited for, however busy the machine: nothing here tests how fast it is. */
export const PATIENCE_MS = 60_000;

export class Chat {
  constructor(page) {
    this.page = page;
    // With the number of unread answers behind it, where an answer has come meanwhile.
    this.launcher = page.getByRole("button", { name: /^Open chat/ });
    this.panel = page.locator("halo-agents").getByRole("dialog");
    this.transcript = this.panel.getByRole("log");
    this.turns = this.transcript.getByRole("article");
    this.composer = this.panel.getByRole("textbox", { name: "Message" });
    this.send = this.panel.getByRole("button", { name: "Send message" });
    this.close = this.panel.getByRole("button", { name: "Close chat" });
  }

  /** Clicks the launcher and waits until the panel can be used. */
  async open() {
    await this.launcher.click();
    await this.isReady();
  }

  /** Asks and waits for the whole answer. */
  async ask(question) {
    const turns = await this.turns.count();
    await this.composer.fill(question);
    await this.composer.press("Enter");
    await this.answered(turns + 1);
  }

  /** Waits until there are so many turns and none is being answered: the button that stops is one that sends again. */
  async answered(turns) {
    await this.turns.nth(turns - 1).waitFor({ timeout: PATIENCE_MS });
    await this.send.waitFor({ timeout: PATIENCE_MS });
  }

  /** Everything in the transcript, as text. */
  text() {
    return this.transcript.innerText();
  }

  async isOpen() {
    return this.panel.isVisible();
  }

  /** Waits until some words stand in the transcript. */
  async says(words) {
    await this.transcript.getByText(words).first().waitFor({ timeout: PATIENCE_MS });
  }

  /** The innermost element that has the focus, as `{ tag, name }`. */
  focused() {
    return this.page.evaluate(() => {
      let it = document.activeElement;
      while (it?.shadowRoot?.activeElement) it = it.shadowRoot.activeElement;
      return { tag: it?.localName, name: it?.getAttribute("aria-label") ?? it?.labels?.[0]?.textContent ?? "" };
    });
  }

  /** Waits until the composer has the focus, a frame after the panel is drawn. */
  isReady() {
    return until(async () => (await this.focused()).name === "Message", "the composer has the focus");
  }

  async expectFocus(tag, name) {
    const now = await this.focused();
    assert.deepEqual(now, { tag, name });
  }
}

/** For `route.fetch`: a connection that was kept may be closed by the server just as it is used again. */
export const ONCE_MORE = { maxRetries: 2 };

/** Holds a file back, until what this answers is called. */
export async function holdBack(page, file) {
  let release;
  const held = new Promise((done) => {
    release = done;
  });
  await page.route(file, async (route) => {
    await held;
    await route.continue();
  });
  return release;
}

/** Waits until `condition` (in Node) holds. For the few things no browser event tells of. */
export async function until(condition, what, timeout = PATIENCE_MS) {
  const end = Date.now() + timeout;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${timeout} ms in vain: ${what}`);
    await new Promise((done) => setTimeout(done, 25));
  }
}
