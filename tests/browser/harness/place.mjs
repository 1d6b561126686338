// Where things are, and the constants that the demo server, the demo page and the scenarios share.

import { fileURLToPath } from "node:url";

/** Root of the repository. */
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** The organisation of `halo-server demo`. */
export const DEMO = { orgId: "0d9c1f6e-6f0a-4b7e-9a43-2f6d1f5b8a10", apiKey: "ab_live_demo_8f2c41d7a9e05b36" };

/** A question that docs/identity.md answers. */
export const QUESTION = "How do I stop one visitor from impersonating another?";
