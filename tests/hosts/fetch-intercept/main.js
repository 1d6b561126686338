// fetch-intercept around every request and answer.
import intercept from "fetch-intercept";

let seen = 0;
intercept.register({ request: (...args) => (seen++, args), response: (response) => response });
document.getElementById("try").addEventListener("click", async () => {
  await fetch("part.html");
  document.getElementById("result").textContent = seen > 0 ? "works" : "";
});
