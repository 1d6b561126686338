// Taxi: views are fetched and swapped, and cached on the way.
import { Core } from "@unseenco/taxi";

new Core();
document.addEventListener("click", (event) => {
  if (event.target.id === "try") document.getElementById("result").textContent = "works";
});
