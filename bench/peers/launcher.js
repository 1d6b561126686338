// A launcher for peers that bring none, as a developer would write it: a button that imports the peer when it is
// pressed and shows it in a panel.

import { button } from "./button.js";

const PANEL =
  "position:fixed;right:20px;bottom:88px;width:380px;height:600px;background:#fff;border:1px solid #ccc;border-radius:12px;overflow:hidden;z-index:9999";

/** `load` imports the module whose `mount(panel)` fills the panel. */
export function launcher(load) {
  let panel;
  const press = async () => {
    if (panel) {
      panel.hidden = !panel.hidden;
      return;
    }
    panel = document.createElement("div");
    panel.style = PANEL;
    document.body.append(panel);
    const { mount } = await load();
    mount(panel);
  };
  document.body.append(button("launcher", press));
}
