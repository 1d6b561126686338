import { writeFileSync } from "node:fs";
import { renderToString } from "react-dom/server";
import { Document } from "./document.jsx";

writeFileSync("dist/index.html", `<!doctype html>${renderToString(<Document />)}`);
