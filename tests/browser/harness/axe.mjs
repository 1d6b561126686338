// axe-core in a page that rests: what fades in while axe looks has colours that nobody is meant to read, and the next moment
// others.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Runs in the page: waits for every animation that ends, and answers what is there then. */
const rest = async () => {
  const root = document.querySelector("halo-agents")?.shadowRoot;
  const running = () =>
    [document, root]
      .flatMap((it) => it?.getAnimations() ?? [])
      .filter(({ effect, playState }) => playState === "running" && effect.getComputedTiming().endTime !== Infinity);
  for (let moving = running(); moving.length > 0; moving = running()) await Promise.allSettled(moving.map(({ finished }) => finished));
  return [...(root?.querySelectorAll("*") ?? [])].map(({ localName, className }) => `${localName}.${className}`).join(" ");
};

/** What axe finds in a page in which nothing moved or came meanwhile. */
export async function violations(page, context = {}, options = {}) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  for (;;) {
    const before = await page.evaluate(rest);
    const found = await page.evaluate(
      ([context, options]) => axe.run("include" in context ? context : document, { ...options, resultTypes: ["violations"] }),
      [context, options],
    );
    if ((await page.evaluate(rest)) === before) return found.violations;
  }
}
