// micromorph: its router fetches the page that a link leads to and makes the document the same.
import listen from "micromorph/spa";

listen();
document.addEventListener("click", (event) => {
  if (event.target.id === "try") document.getElementById("result").textContent = "works";
});
