// Images with a question: picked, pasted, dropped; scaled down, shown, taken back, sent.

import { overLine } from "../harness/proxy.mjs";

/** Runs in the page: a file as the clipboard or a drag would bring it. */
const bring = ({ type, width, height, words }) => {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d").fillRect(0, 0, width / 2, height);
  const bytes = Uint8Array.from(atob(canvas.toDataURL("image/png").split(",")[1]), (char) => char.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "picture.png", { type: "image/png" }));
  if (words) data.items.add(words, "text/plain");
  const root = document.querySelector("halo-agents").shadowRoot;
  const event =
    type === "paste"
      ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
      : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
  root.querySelector(type === "paste" ? "textarea" : ".log").dispatchEvent(event);
  return event.defaultPrevented;
};

export default {
  name: "images are picked, pasted and dropped, scaled down, shown, taken back and sent",
  async run({ page, host, server, chat, allow, until, assert }) {
    await overLine({ server, allow }, async (line) => {
      await page.goto(host.shop(server, { apiUrl: line.api, load: "eager" }));
      await chat.open();
      const previews = chat.panel.getByRole("button", { name: "Remove the image" });
      const picker = chat.panel.locator('input[type="file"]');
      await chat.panel.getByRole("button", { name: "Attach an image" }).waitFor();

      assert.ok(await page.evaluate(bring, { type: "paste", width: 4000, height: 1000 }));
      await until(async () => (await previews.count()) === 1, "the pasted image is shown");
      assert.ok(await page.evaluate(bring, { type: "drop", width: 100, height: 100 }));
      await until(async () => (await previews.count()) === 2, "the dropped image is shown");
      assert.equal(await page.evaluate(bring, { type: "paste", width: 100, height: 100, words: "a cell" }), false, "words are pasted, by the browser");
      assert.equal(await previews.count(), 2, "and the picture beside them is none");
      await picker.setInputFiles({ name: "words.txt", mimeType: "text/plain", buffer: Buffer.from("words") });
      await chat.panel.getByText("not an image that can be sent").waitFor();
      await chat.composer.press("Shift");
      await until(async () => (await chat.panel.getByText("not an image that can be sent").count()) === 0, "it goes with the next key");
      await previews.last().click();
      assert.equal(await previews.count(), 1);

      await chat.composer.fill("What is this?");
      await chat.composer.press("Enter");
      await chat.answered(1);
      const { images } = JSON.parse(line.requests[0].body);
      assert.equal(images.length, 1);
      assert.match(images[0], /^data:image\/jpeg;base64,/);
      const size = await page.evaluate(async (address) => {
        const image = new Image();
        image.src = address;
        await image.decode();
        return [image.width, image.height];
      }, images[0]);
      assert.deepEqual(size, [1568, 392]);
      assert.equal(await previews.count(), 0);
      await chat.turns.last().getByRole("img", { name: "Image in your message" }).waitFor();

      for (let at = 0; at < 5; at += 1) await page.evaluate(bring, { type: "drop", width: 10 + at, height: 10 });
      await chat.panel.getByText("At most 4 images").waitFor();
      assert.equal(await previews.count(), 4);
    });
  },
};
