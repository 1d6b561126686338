// Highway: views are swapped by transitions of the page.
import Highway from "@dogstudio/highway";

class Fade extends Highway.Transition {
  in({ from, done }) {
    from.remove();
    done();
  }
  out({ done }) {
    done();
  }
}

new Highway.Core({ transitions: { default: Fade } });
document.addEventListener("click", (event) => {
  if (event.target.id === "try") document.getElementById("result").textContent = "works";
});
