// Web Chat in a panel: its script is loaded when the panel is opened.

import { directLine } from "./line.js";

export async function mount(panel) {
  if (!globalThis.WebChat) {
    const script = Object.assign(document.createElement("script"), { src: "/files/webchat/webchat.js" });
    document.head.append(script);
    await new Promise((done, failed) => Object.assign(script, { onload: done, onerror: failed }));
  }
  WebChat.renderWebChat({ directLine: directLine(), userID: "visitor", locale: "en-US" }, panel);
}
