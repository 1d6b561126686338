// Renders the document on a server and bundles what hydrates it.

import { copyFileSync } from "node:fs";
import { build } from "esbuild";

const common = { bundle: true, jsx: "automatic", define: { "process.env.NODE_ENV": '"development"' } };
await build({ ...common, entryPoints: ["client.jsx"], outfile: "dist/client.js" });
await build({ ...common, entryPoints: ["server.jsx"], platform: "node", format: "cjs", outfile: "server.cjs" });
for (const name of ["haloagents.umd.js", "halo.js", "halo_bg.wasm", "halo_markdown.wasm"]) copyFileSync(`node_modules/halo-widget/${name}`, `dist/${name}`);
copyFileSync("start.js", "dist/start.js");
await import("./server.cjs");
