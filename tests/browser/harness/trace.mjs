// What must hold at the end of every scenario: the console is empty, and after `destroy()` the page is as before.

import assert from "node:assert/strict";
import { IS_PLAIN } from "./host.mjs";

/** Native functions that scripts like to wrap; ours leaves them alone. */
const NATIVE = [
  "fetch",
  "setTimeout",
  "addEventListener",
  "history.pushState",
  "history.replaceState",
  "console.error",
  "console.log",
  "JSON.parse",
  "JSON.stringify",
  "Promise",
  "XMLHttpRequest.prototype.open",
  "XMLHttpRequest.prototype.send",
  "EventTarget.prototype.addEventListener",
  "Element.prototype.attachShadow",
  "navigator.sendBeacon",
];

/** The globals that are ours. */
const OURS = ["HaloAgents", "HaloAgentsConfig"];

/** Runs in the page before any script of it. */
const remember = () => {
  globalThis[Symbol.for("scenario")] = { globals: Object.getOwnPropertyNames(globalThis), errors: [] };
};

/** Runs in the page. */
const left = (native) => {
  const before = globalThis[Symbol.for("scenario")];
  const root = document.documentElement;
  return {
    globals: Object.getOwnPropertyNames(globalThis).filter((name) => !before.globals.includes(name) && !/^\d+$/.test(name)),
    children: [...root.children].map((child) => child.localName),
    ours: document.querySelectorAll("halo-agents, [data-halo]").length,
    sheets: document.adoptedStyleSheets.length,
    replaced: native.filter((path) => {
      const it = path.split(".").reduce((object, key) => object?.[key], globalThis);
      return typeof it === "function" && !Function.prototype.toString.call(it).includes("[native code]");
    }),
    isFrozen: root.hasAttribute("inert") || document.body.hasAttribute("inert") || document.body.style.overflow === "hidden",
  };
};

/** Where the listeners of window and document come from, by the debugger. */
async function listeners(session, scripts) {
  const found = [];
  for (const expression of ["window", "document", "document.documentElement", "document.body"]) {
    const { result } = await session.send("Runtime.evaluate", { expression });
    if (!result.objectId) continue;
    const { listeners } = await session.send("DOMDebugger.getEventListeners", { objectId: result.objectId });
    for (const { type, scriptId } of listeners) found.push({ on: expression, type, from: scripts.get(scriptId) ?? "" });
  }
  return found.filter(({ from }) => from.includes("/sdk/"));
}

/** Follows one tab. `allow(pattern)` names lines that a scenario brings about on purpose. */
export async function follow(page) {
  const lines = [];
  // That WebAssembly may run is found out by trying.
  const allowed = IS_PLAIN ? [/wasm|WebAssembly/i] : [];
  const scripts = new Map();
  const session = await page.context().newCDPSession(page);
  session.on("Debugger.scriptParsed", ({ scriptId, url }) => scripts.set(scriptId, url));
  await session.send("Debugger.enable");
  await page.addInitScript(remember);
  page.on("console", (message) => {
    if (["error", "warning", "assert"].includes(message.type())) lines.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => lines.push(`uncaught: ${error.stack ?? error}`));

  return {
    lines,
    allow: (pattern) => allowed.push(pattern),
    /** Fails unless the console is empty but for what was allowed. */
    consoleIsEmpty() {
      const unexpected = lines.filter((line) => !allowed.some((pattern) => pattern.test(line)));
      assert.deepEqual(unexpected, [], "the console is empty");
    },
    /** Destroys the widget and fails unless the page is as it was. `globals` are the page's own. */
    async pageIsAsBefore({ globals = [], sheets = 0 } = {}) {
      await page.evaluate(() => globalThis.HaloAgents?.getInstance?.()?.destroy());
      const now = await page.evaluate(left, NATIVE);
      assert.deepEqual(
        now.globals.filter((name) => !OURS.includes(name) && !globals.includes(name)),
        [],
        "no global but ours",
      );
      assert.deepEqual(now.children, ["head", "body"], "nothing of ours is on the document element");
      assert.equal(now.ours, 0, "no element of ours is left");
      assert.equal(now.sheets, sheets, "no style sheet of ours is left on the document");
      assert.deepEqual(now.replaced, [], "nothing of the browser's was replaced");
      assert.equal(now.isFrozen, false, "the page is not frozen");
      assert.deepEqual(await listeners(session, scripts), [], "no listener of ours is left");
    },
  };
}
