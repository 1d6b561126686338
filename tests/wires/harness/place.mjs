// Where this folder is, and what the command has installed for it.

import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** This folder. */
export const WIRES = fileURLToPath(new URL("../", import.meta.url));

/** The Pythons of the two environments that the command makes. */
export const PYTHON = process.env.HALO_WIRES_PYTHON;
export const LITELLM_PYTHON = process.env.HALO_WIRES_LITELLM_PYTHON;

/** A program of an environment, beside its Python. */
export const programOf = (python, name) => join(python, "..", name);

/** A program of a package of npm. */
export const npmProgram = (name) => join(WIRES, "node_modules/.bin", name);
