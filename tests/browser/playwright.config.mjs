// Playwright Test as the runner of the scenarios in Chromium: each has a server, a customer's host and a browser profile of
// its own, so that two run at the same time. Nothing is tried again.

import { PATIENCE_MS } from "./harness/chat.mjs";
import { LAUNCH } from "./scenarios.mjs";

/** A scenario that takes longer hangs, unless its options say otherwise. */
const SCENARIO_MS = 300_000;

export default {
  testDir: ".",
  testMatch: "chromium.spec.mjs",
  // Emptied by every run.
  outputDir: "../../shots/scenarios",
  fullyParallel: true,
  // For who waits, two within two cores; where a run decides alone, one, which leaves the machine idle half of the time.
  workers: process.env.CI ? 1 : 2,
  retries: 0,
  forbidOnly: true,
  timeout: SCENARIO_MS,
  // A line for each scenario, and what failed at the end; no report that waits to be looked at.
  reporter: "list",
  use: {
    launchOptions: LAUNCH,
    viewport: { width: 1280, height: 800 },
    actionTimeout: PATIENCE_MS,
    navigationTimeout: PATIENCE_MS,
    // No snapshots of the DOM: a script in the page takes them, which the browser counts as the visitor's deed, so that
    // whoever only looks would seem to act. No films: they cost a tenth of the processor time, and a picture is kept anyway. No
    // sources: a file that is edited while it is packed would fail a scenario that has passed.
    trace: { mode: "retain-on-failure", snapshots: false, screenshots: false, sources: false },
  },
};
