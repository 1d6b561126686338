// MUI: a dialog with its focus trap and scroll lock.
import { Button, Dialog, DialogTitle, TextField } from "@mui/material";
import { useState } from "react";
import { createRoot } from "react-dom/client";

function App() {
  const [result, setResult] = useState("");
  return (
    <main>
      <h1>Page 1</h1>
      <Button id="try" onClick={() => setResult("works")}>
        Try
      </Button>
      <output id="result">{result}</output>
      <Dialog open={result === "works"} onClose={() => setResult("closed")}>
        <DialogTitle>A dialog</DialogTitle>
        <TextField label="Inside" />
      </Dialog>
    </main>
  );
}

createRoot(document.getElementById("root")).render(<App />);
