// focus-trap as its documentation has it for pages with something else that can be pressed.
import { createFocusTrap } from "focus-trap";

const say = (word) => () => (document.getElementById("result").textContent = word);
const trap = createFocusTrap("#trap", { allowOutsideClick: true, onActivate: say("works"), onDeactivate: say("closed") });
document.getElementById("try").addEventListener("click", () => trap.activate());
