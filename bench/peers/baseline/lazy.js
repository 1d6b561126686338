// The door of the baseline: an element with a shadow root and its launcher; the panel comes when it is pressed.

const STYLE = "position:fixed;right:20px;bottom:20px;width:56px;height:56px;border:0;border-radius:50%;background:#2c5282;color:#fff;font-size:24px;z-index:9999";

const host = document.createElement("baseline-chat");
const root = host.attachShadow({ mode: "open" });
const button = document.createElement("button");
button.id = "baseline-launcher";
button.setAttribute("aria-label", "Open chat");
button.textContent = "✉";
button.style = STYLE;
let opened;
button.addEventListener("click", async () => {
  opened ??= import("./panel.js").then(({ mount }) => mount(root));
  (await opened).toggle();
});
root.append(button);
document.body.append(host);
