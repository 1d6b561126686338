// The snippets of docs/content-security.md, each under the policy that stands beside it: a conversation makes no violation
// but the one that the guide names, by which the widget learns that the policy forbids WebAssembly.

const PAGE = "docs/content-security.md";

/** A page without anything of its own. */
const bare = (content) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Strict</title></head><body>${content}</body></html>`;

/** The policy of the guide as one header. */
const header = (text) => text.trim().replace(/\s*\n\s*/g, " ");

const only = ({ fences }, id) => fences.find((fence) => fence.id === `${PAGE}#${id}`);

/** Opens the snippet with this name under the policy with that name. */
const under = (policy, snippet) => async (it) => {
  const violations = [];
  await it.page.exposeFunction("violated", (line) => violations.push(line));
  await it.page.addInitScript(() => addEventListener("securitypolicyviolation", (event) => violated(`${event.effectiveDirective} ${event.blockedURI}`)));
  const headers = { "content-security-policy": header(only(it, policy).code) };
  await it.open(bare(it.filled(only(it, snippet).code)), { headers });
  await it.converse(it.chat);
  it.assert.deepEqual(violations, ["script-src wasm-eval"]);
};

const [NEEDED, NONCE, ATTRIBUTES, PINNED] = [
  "which-content-security-policy-does-the-widget-need",
  "how-do-i-use-it-with-a-nonce",
  "how-do-i-use-it-without-a-nonce-or-an-inline-script",
  "how-do-i-pin-a-version-with-subresource-integrity",
];

export const POLICIES = {
  [`${PAGE}#${NEEDED}`]: under(NEEDED, NONCE),
  [`${PAGE}#${NONCE}`]: under(NEEDED, NONCE),
  [`${PAGE}#${ATTRIBUTES}`]: under(`${ATTRIBUTES} 2`, ATTRIBUTES),
  [`${PAGE}#${ATTRIBUTES} 2`]: under(`${ATTRIBUTES} 2`, ATTRIBUTES),
  [`${PAGE}#${PINNED}`]: async (it, content) => {
    const { version, files } = await (await fetch(`${it.server.base}/sdk/latest/manifest.json`)).json();
    const pinned = content.replaceAll("/sdk/0.1.0/", `/sdk/${version}/`).replace(/sha384-HASH-OF-([\w.]+)/g, (_, name) => files[name].integrity);
    it.assert.ok(!/HASH-OF/.test(pinned) && content.includes(`/sdk/${version}/`), "the guide names the present version");
    await it.open(pinned);
    await it.converse(it.chat);
  },
};
