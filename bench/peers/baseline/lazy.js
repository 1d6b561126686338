// The door of the baseline: an element with a shadow root and its launcher; the panel comes when it is pressed.

import { button } from "../button.js";

const host = document.createElement("baseline-chat");
const root = host.attachShadow({ mode: "open" });
let opened;
const press = async () => {
  opened ??= import("./panel.js").then(({ mount }) => mount(root));
  (await opened).toggle();
};
root.append(button("baseline-launcher", press));
document.body.append(host);
