// The picture of the person who answers, in the header: fetched from the widget's own server, shown again after a reload, and
// the first letter where it is not to be had. The line makes up the events, so that any address can be told.

import { page as html, snippet } from "../harness/host.mjs";
import { teammate } from "../harness/teammate.mjs";

const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>';

/** A person takes the conversation over, as an event. */
const taken = (id, name, avatar) => `id: ${id}\nevent: state\ndata: ${JSON.stringify({ state: "human", by: "taken", teammate: { name, avatar }, at: "" })}\n\n`;

export default {
  name: "the picture of the person who answers is in the header, and the first letter where there is none",
  options: { form: "WebAssembly" },
  async run({ page, host, server, chat, until, assert, allow }) {
    await (await teammate(server)).arrives();
    const events = [taken(2, "Ada", "/api/sdk/avatars/ada.svg")];
    await page.route("**/conversation/events*", (route) => {
      const body = events.shift();
      return body ? route.fulfill({ body, contentType: "text/event-stream", headers: { "access-control-allow-origin": "*" } }) : route.continue();
    });
    await page.route("**/avatars/ada.svg", (route) => route.fulfill({ body: PICTURE, contentType: "image/svg+xml" }));
    const face = () => chat.panel.locator(".face").evaluate((it) => [it.textContent, getComputedStyle(it).backgroundImage, getComputedStyle(it).fontSize]);
    const shown = ["A", `url("${server.base}/api/sdk/avatars/ada.svg")`, "0px"];

    await page.goto(host.serve(html(snippet(server))));
    await chat.open();
    await chat.panel.getByRole("button", { name: "Talk to a person" }).click();
    await chat.panel.getByRole("heading", { name: "Ada" }).waitFor();
    await until(async () => (await face())[1] === shown[1], "the picture is there");
    assert.deepEqual(await face(), shown);

    await page.reload();
    await chat.open();
    await until(async () => (await face())[1] === shown[1], "the picture is there again");

    // One that the server does not have, and one that is no address of a picture.
    allow(/Failed to load resource/);
    events.push(taken(3, "Grace", "/api/sdk/avatars/gone.webp"));
    await page.reload();
    await chat.open();
    await chat.panel.getByRole("heading", { name: "Grace" }).waitFor();
    assert.deepEqual(await face(), ["G", "none", "15px"]);
    events.push(taken(4, "Eve", "javascript:alert(1)"));
    await page.reload();
    await chat.open();
    await chat.panel.getByRole("heading", { name: "Eve" }).waitFor();
    assert.deepEqual(await face(), ["E", "none", "15px"]);
  },
};
