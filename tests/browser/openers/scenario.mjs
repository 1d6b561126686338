// Elements of the page with `data-halo-open` open the chat, whatever the page does with their clicks.

import { page as html, snippet } from "../harness/host.mjs";

const BODY = `
<a id="link" href="/contact" data-halo-open>Contact</a>
<button id="stopped" data-halo-open><b>Ask</b> us</button>
<x-card id="card"></x-card>
<script>
  document.getElementById("stopped").addEventListener("click", (event) => event.stopImmediatePropagation());
  const inner = document.createElement("button");
  inner.setAttribute("data-halo-open", "");
  inner.textContent = "In a shadow";
  document.getElementById("card").attachShadow({ mode: "open" }).append(inner);
</script>`;

export default {
  name: "elements with data-halo-open open the chat and do nothing else",
  async run({ page, host, server, chat, assert }) {
    const url = host.serve(html(BODY + snippet(server, { load: "interaction", ui: "manual" })));
    await page.goto(url);
    assert.equal(await chat.launcher.count(), 0, "ui: 'manual' shows no launcher");
    for (const opener of [page.locator("#link"), page.locator("#stopped b"), page.getByRole("button", { name: "In a shadow" })]) {
      await opener.click();
      await chat.composer.waitFor();
      await chat.close.click();
      assert.equal(await chat.isOpen(), false);
    }
    assert.equal(page.url(), url, "the link was not followed");
    // Clicks without a target in the document, and on text, harm nothing.
    await page.evaluate(() => {
      document.dispatchEvent(new MouseEvent("click"));
      window.dispatchEvent(new MouseEvent("click"));
      document.body.firstChild.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    });
  },
};
