// Renders the theme's snippet as Shopify does, for a customer who is signed in and for nobody.

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";

import { Liquid } from "liquidjs";

const PEOPLE = { customer: { customer: { id: 42, name: 'Ada "Larch"' } }, nobody: {} };

for (const name of readdirSync(".").filter((name) => name.endsWith(".liquid"))) {
  for (const [who, scope] of Object.entries(PEOPLE)) {
    const folder = `dist/${name.replace(".liquid", "")}-${who}`;
    mkdirSync(folder, { recursive: true });
    const body = new Liquid().parseAndRenderSync(readFileSync(name, "utf8"), scope);
    writeFileSync(
      `${folder}/index.html`,
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A theme</title><link rel="icon" href="data:,"></head><body>${body}</body></html>`,
    );
  }
}
