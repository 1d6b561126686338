// focus-trap that ends when something outside is pressed.
import { createFocusTrap } from "focus-trap";

const say = (word) => () => (document.getElementById("result").textContent = word);
const trap = createFocusTrap("#trap", { clickOutsideDeactivates: true, onActivate: say("works"), onDeactivate: say("closed") });
document.getElementById("try").addEventListener("click", () => trap.activate());
