// Radix UI: a modal dialog, which takes pointer events from everything outside and keeps the focus inside.
import * as Dialog from "@radix-ui/react-dialog";
import { useState } from "react";
import { createRoot } from "react-dom/client";

function App() {
  const [result, setResult] = useState("");
  return (
    <main>
      <h1>Page 1</h1>
      <Dialog.Root onOpenChange={(open) => setResult(open ? "works" : "closed")}>
        <Dialog.Trigger id="try">Try</Dialog.Trigger>
        <Dialog.Portal>
          <Dialog.Overlay style={{ position: "fixed", inset: 0, background: "#0008" }} />
          <Dialog.Content style={{ position: "fixed", top: 100, left: 100, background: "#fff" }} aria-describedby={undefined}>
            <Dialog.Title>A dialog</Dialog.Title>
            <input aria-label="Inside" />
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
      <output id="result">{result}</output>
    </main>
  );
}

createRoot(document.getElementById("root")).render(<App />);
