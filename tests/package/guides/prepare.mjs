// The snippets of the guides that use the package, each a page that a bundler builds: what is built is the snippet as it
// stands in the guide, and around it only what draws a component.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { fencesOf, filled } from "../../browser/harness/fences.mjs";
import { DEMO } from "../../browser/harness/place.mjs";

const REACT = `import { createRoot } from "react-dom/client";
globalThis.Shop = () => <main>A shop</main>;
const { App, default: Other } = await import("./snippet.jsx");
const Component = App ?? Other;
createRoot(document.getElementById("root")).render(<Component />);
`;

const VUE = `import { createApp, h } from "vue";
import App from "./snippet.vue";
createApp(App).component("RouterView", { render: () => h("main", "A view") }).mount("#root");
`;

/** What starts a snippet of a language: the file that the page names, and its text where it is not the snippet's own. */
const STARTS = { js: ["snippet.js"], jsx: ["main.jsx", REACT], vue: ["main.js", VUE] };

/** Writes a page for each snippet; the paths to visit, and what the server shall hear on them. */
export function prepare(folder) {
  return fencesOf("tests/package/guides").flatMap(({ page, line, language, code }) => {
    const name = `snippet-${page.replace(/\W+/g, "-")}-${line}`;
    if (language === "liquid") {
      writeFileSync(join(folder, `${name}.liquid`), filled(code, DEMO));
      return [{ path: `/${name}-customer/`, userId: "42" }, { path: `/${name}-nobody/` }];
    }
    const [start, text] = STARTS[language];
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, `snippet.${language}`), filled(code, DEMO));
    if (text) writeFileSync(join(folder, name, start), text);
    writeFileSync(
      join(folder, name, "index.html"),
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A consumer</title><link rel="icon" href="data:,"></head><body><div id="root"></div><script type="module" src="./${start}"></script></body></html>`,
    );
    return [{ path: `/${name}/` }];
  });
}
