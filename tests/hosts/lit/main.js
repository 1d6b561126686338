// Lit elements (their own shadow roots closed to nobody) under the router of Vaadin.
import { Router } from "@vaadin/router";
import { html, LitElement } from "lit";

const base = location.pathname.replace(/\/\d+$/, "");

class MyPage extends LitElement {
  static properties = { location: { attribute: false } };
  // The harness reads the document.
  createRenderRoot() {
    return this;
  }
  render() {
    return html`<h1>Page ${this.location?.params.number}</h1>
      <nav>${[2, 3, 4, 5, 6].map((to) => html`<a href="${base}/${to}">To ${to}</a>`)}</nav>
      <button id="try" @click=${() => (document.getElementById("result").textContent = "works")}>Try</button>`;
  }
}
customElements.define("my-page", MyPage);
new Router(document.querySelector("my-app")).setRoutes([{ path: `${base}/:number`, component: "my-page" }]);
