// Preact with its own router, preact-iso.
import { render } from "preact";
import { LocationProvider, Route, Router } from "preact-iso";
import { useState } from "preact/hooks";

const base = location.pathname.replace(/\/\d+$/, "");

function Page({ number }) {
  const [result, setResult] = useState("");
  return (
    <main>
      <h1>Page {number}</h1>
      <nav>
        {[2, 3, 4, 5, 6].map((to) => (
          <a key={to} href={`${base}/${to}`}>
            To {to}
          </a>
        ))}
      </nav>
      <button id="try" type="button" onClick={() => setResult("works")}>
        Try
      </button>
      <output id="result">{result}</output>
    </main>
  );
}

render(
  <LocationProvider>
    <Router>
      <Route path={`${base}/:number`} component={Page} />
    </Router>
  </LocationProvider>,
  document.getElementById("root"),
);
