// The customer's server: any number of pages of each library, its scripts, and the packages as they were installed.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join, normalize } from "node:path";

import { answerWith, typeOf } from "../../browser/harness/files.mjs";
import { snippet } from "../../browser/harness/host.mjs";
import { HOSTS } from "./place.mjs";

/** As the guide has it for pages whose library runs the scripts of the body again. */
const again = (tags) => tags.replace("window.HaloAgents.init", "HaloAgents.getInstance() || window.HaloAgents.init");

/** What pages need often, by its name in page.html: links to the further pages, and the button that tries the library out. */
const PARTS = {
  "{{links}}": `<nav>${[2, 3, 4, 5, 6].map((number) => `<a href="{{base}}/${number}">To ${number}</a>`).join("\n")}</nav>`,
  "{{try}}": '<button id="try" type="button">Try</button> <output id="result"></output>',
};

/** Where Debian's packages of scripts lie. */
const DEBIAN = "/usr/share";

/** One page. What stands before `<body>` in page.html, if that is there, goes into the head. */
function draw({ id, snippet: place, config }, number, server) {
  let text = readFileSync(join(HOSTS, id, "page.html"), "utf8").replaceAll("{{page}}", number);
  for (const [name, part] of Object.entries(PARTS)) text = text.replaceAll(name, part);
  const at = Math.max(text.indexOf("<body"), 0);
  const tags = server ? snippet(server, config) : "";
  const head = text.slice(0, at) + (place === "head" ? tags : "");
  const body = text.slice(at) + (place === "head" ? "" : place === "again" ? again(tags) : tags);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Page ${number}</title><link rel="icon" href="data:,">${head}</head>
${at > 0 ? body : `<body>${body}`}
</body>
</html>`;
}

/**
 * Serves `/ID/N` as page N of the library, and `/bare/ID/N` as the same without the chat; `built` are the bundles' files by
 * id and name.
 */
export async function startSite(libraries, built, server) {
  const site = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://site").pathname));
    const [, bare, id, name] = path.match(/^(\/bare)?\/([^/]+)\/(.*)$/) ?? [];
    const library = libraries.find((one) => one.id === id);
    if (library && /^\d+$/.test(name)) {
      const html = draw(library, name, bare ? null : server).replaceAll("{{base}}", `${bare ?? ""}/${id}`);
      return response.writeHead(200, { "content-type": typeOf("page.html"), "cache-control": "no-store", ...library.headers }).end(html);
    }
    const bundled = built.get(id)?.get(name);
    if (bundled) return response.writeHead(200, { "content-type": typeOf(name) }).end(bundled);
    // Some old ones are not on npm, but in Debian.
    if (path.startsWith("/javascript/")) return answerWith(response, [join(DEBIAN, path)]);
    return answerWith(response, [join(HOSTS, path.replace(/^\/bare/, ""))]);
  });
  await new Promise((done) => site.listen(0, "127.0.0.1", done));
  return {
    base: `http://127.0.0.1:${site.address().port}`,
    async stop() {
      site.closeAllConnections();
      await new Promise((done) => site.close(done));
    },
  };
}
