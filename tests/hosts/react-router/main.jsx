// React with React Router: one page for every path.
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { createBrowserRouter, Link, RouterProvider, useParams } from "react-router";

const base = location.pathname.replace(/\/\d+$/, "");

function Page() {
  const { number } = useParams();
  const [result, setResult] = useState("");
  return (
    <main>
      <h1>Page {number}</h1>
      <nav>
        {[2, 3, 4, 5, 6].map((to) => (
          <Link key={to} to={`/${to}`}>
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

const router = createBrowserRouter([{ path: "/:number", element: <Page /> }], { basename: base });
createRoot(document.getElementById("root")).render(<RouterProvider router={router} />);
