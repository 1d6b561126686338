// React with wouter.
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { Link, Route, Router } from "wouter";

const base = location.pathname.replace(/\/\d+$/, "");

function Page({ params: { number } }) {
  const [result, setResult] = useState("");
  return (
    <main>
      <h1>Page {number}</h1>
      <nav>
        {[2, 3, 4, 5, 6].map((to) => (
          <Link key={to} href={`/${to}`}>
            To {to}
          </Link>
        ))}
      </nav>
      <button id="try" type="button" onClick={() => setResult("works")}>
        Try
      </button>
      <output id="result">{result}</output>
    </main>
  );
}

createRoot(document.getElementById("root")).render(
  <Router base={base}>
    <Route path="/:number" component={Page} />
  </Router>,
);
