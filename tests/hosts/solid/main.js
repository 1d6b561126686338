// Solid without a compiler (solid-js/html), with the page's own few lines of routing.
import { createSignal } from "solid-js";
import html from "solid-js/html";
import { render } from "solid-js/web";

const base = location.pathname.replace(/\/\d+$/, "");
const number = () => location.pathname.split("/").pop();

function App() {
  const [page, setPage] = createSignal(number());
  const [result, setResult] = createSignal("");
  addEventListener("popstate", () => setPage(number()));
  const go = (event) => {
    event.preventDefault();
    history.pushState({}, "", event.currentTarget.href);
    setPage(number());
  };
  return html`<main>
    <h1>Page ${page}</h1>
    <nav>${[2, 3, 4, 5, 6].map((to) => html`<a href=${`${base}/${to}`} onClick=${go}>To ${to}</a>`)}</nav>
    <button id="try" onClick=${() => setResult("works")}>Try</button> <output id="result">${result}</output>
  </main>`;
}

render(App, document.getElementById("app"));
