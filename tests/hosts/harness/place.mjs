// Where the pages lie.

import { fileURLToPath } from "node:url";

/** The folder with one folder for each library. */
export const HOSTS = fileURLToPath(new URL("../", import.meta.url));
