// Pages that are left and come back to. The browser keeps a page that was left if it is put away in time, which a busy
// machine does not promise: a scenario about it goes on until the browser has done so.

import { until } from "./chat.mjs";

/** Leaves a page for another and comes back; whether it is the same page, out of the back-forward cache. */
export async function comesBack(page, elsewhere) {
  await page.evaluate(() => (window.mark = 1));
  await page.goto(elsewhere);
  await page.goBack({ waitUntil: "commit" });
  const { isSame } = await until(
    () => page.evaluate(() => document.readyState === "complete" && { isSame: window.mark === 1 }).catch(() => false),
    "there is a page again",
  );
  return isSame;
}
