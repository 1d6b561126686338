// Locomotive Scroll over the whole page.
import LocomotiveScroll from "locomotive-scroll";

const scroll = new LocomotiveScroll();
document.getElementById("try").addEventListener("click", () => {
  scroll.scrollTo(20, { duration: 0.1, onComplete: () => (document.getElementById("result").textContent = "works") });
});
