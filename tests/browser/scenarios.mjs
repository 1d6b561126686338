// The scenarios: every folder here that has a scenario.mjs, in the order of their names.

import { existsSync, readdirSync } from "node:fs";

const HERE = new URL("./", import.meta.url);

/** All of them, each with the name of its folder. */
export async function scenarios() {
  const folders = readdirSync(HERE).filter((name) => existsSync(new URL(`${name}/scenario.mjs`, HERE)));
  return Promise.all(folders.sort().map(async (folder) => ({ folder, ...(await import(new URL(`${folder}/scenario.mjs`, HERE))).default })));
}

/** Chromium as the system has it; Playwright's own is not fetched. */
export const CHROMIUM = [process.env.HALO_CHROMIUM, process.env.CHROME, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (path) => path && existsSync(path),
);

/** What Playwright turns off; of two such lists Chromium takes the last, so that they are here again. */
const OFF_BY_PLAYWRIGHT = [
  "AimEnabled",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "LensOverlay",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "PreconnectToSearch",
  "ThirdPartyStoragePartitioning",
];
/**
 * What the address bar suggests: each window keeps a page of its own ready for it, which nobody sees here. Six windows
 * without them cost 3.9 s of processor time instead of 9.9 s (Chromium 156).
 */
const SUGGESTIONS = ["WebUIOmniboxAimPopup", "WebUIOmniboxPopup"];

export const LAUNCH = {
  executablePath: CHROMIUM,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    `--disable-features=${[...OFF_BY_PLAYWRIGHT, ...SUGGESTIONS]}`,
  ],
  // Playwright turns it off; visitors have it on.
  ignoreDefaultArgs: ["--disable-back-forward-cache"],
};
