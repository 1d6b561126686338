// Renders the document on a server and bundles what hydrates it.

import { cpSync } from "node:fs";
import { build } from "esbuild";

const common = { bundle: true, jsx: "automatic", define: { "process.env.NODE_ENV": '"development"' } };
await build({ ...common, entryPoints: ["client.jsx"], outfile: "dist/client.js" });
await build({ ...common, entryPoints: ["server.jsx"], platform: "node", format: "cjs", outfile: "server.cjs" });
cpSync("node_modules/halo-widget", "dist", { recursive: true });
cpSync("start.js", "dist/start.js");
await import("./server.cjs");
