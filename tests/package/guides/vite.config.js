import { readdirSync } from "node:fs";

import react from "@vitejs/plugin-react";
import vue from "@vitejs/plugin-vue";

// Each snippet is a page of its own.
const pages = readdirSync(".").filter((name) => name.startsWith("snippet-") && !name.endsWith(".liquid"));

export default { plugins: [react(), vue()], build: { rollupOptions: { input: pages.map((name) => `${name}/index.html`) } } };
