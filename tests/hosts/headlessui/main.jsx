// Headless UI: a dialog that makes everything else inert.
import { Dialog, DialogPanel, DialogTitle } from "@headlessui/react";
import { useState } from "react";
import { createRoot } from "react-dom/client";

function App() {
  const [result, setResult] = useState("");
  return (
    <main>
      <h1>Page 1</h1>
      <button id="try" type="button" onClick={() => setResult("works")}>
        Try
      </button>
      <output id="result">{result}</output>
      <Dialog open={result === "works"} onClose={() => setResult("closed")}>
        <DialogPanel style={{ position: "fixed", top: 100, left: 100, background: "#fff" }}>
          <DialogTitle>A dialog</DialogTitle>
          <input aria-label="Inside" />
        </DialogPanel>
      </Dialog>
    </main>
  );
}

createRoot(document.getElementById("root")).render(<App />);
