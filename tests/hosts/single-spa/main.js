// single-spa: an application of its own for each page, mounted and unmounted as the path changes.
import { navigateToUrl, registerApplication, start } from "single-spa";

const base = location.pathname.replace(/\/\d+$/, "");
const app = document.getElementById("app");

for (const number of [1, 2, 3, 4, 5, 6]) {
  registerApplication({
    name: `page ${number}`,
    activeWhen: (place) => place.pathname === `${base}/${number}`,
    app: {
      bootstrap: async () => {},
      mount: async () => {
        const links = [2, 3, 4, 5, 6].map((to) => `<a href="${base}/${to}">To ${to}</a>`).join(" ");
        app.innerHTML = `<h1>Page ${number}</h1><nav>${links}</nav><button id="try">Try</button> <output id="result"></output>`;
        for (const link of app.querySelectorAll("a")) link.addEventListener("click", (event) => navigateToUrl(event));
        app.querySelector("#try").addEventListener("click", () => (app.querySelector("#result").textContent = "works"));
      },
      unmount: async () => app.replaceChildren(),
    },
  });
}
start();
