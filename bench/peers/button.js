// The launcher of everybody who brings none.

const STYLE =
  "position:fixed;right:20px;bottom:20px;width:56px;height:56px;border:0;border-radius:50%;background:#2c5282;color:#fff;font-size:24px;z-index:9999";

/** A button of this id that does `press` when it is pressed; it is not in the page yet. */
export function button(id, press) {
  const made = document.createElement("button");
  made.id = id;
  made.setAttribute("aria-label", "Open chat");
  made.textContent = "✉";
  made.style = STYLE;
  made.addEventListener("click", press);
  return made;
}
