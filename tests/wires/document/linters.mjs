// Programs that say whether a document keeps to the standard and to what is usual: each with the rules that it recommends.

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { fetchDocument } from "../harness/document.mjs";
import { npmProgram, PYTHON } from "../harness/place.mjs";
import { printed } from "../harness/process.mjs";

const linter = (item, lint) => ({
  group: "Readers of the OpenAPI document",
  start: fetchDocument,
  tries: { "no error": lint },
  ...item,
});

export const LINTERS = [
  linter({ id: "redocly", npm: "@redocly/cli", note: "rules `recommended`" }, ({ file, folder }) =>
    printed(npmProgram("redocly"), ["lint", "--extends=recommended", file], { cwd: folder }),
  ),
  linter({ id: "spectral", npm: "@stoplight/spectral-cli", note: "rules `spectral:oas`" }, async ({ file, folder }) => {
    const rules = join(folder, "rules.yaml");
    writeFileSync(rules, "extends: spectral:oas\n");
    await printed(npmProgram("spectral"), ["lint", "--ruleset", rules, "--fail-severity", "error", file]);
  }),
  linter({ id: "openapi-spec-validator", pypi: "openapi-spec-validator" }, ({ file }) => printed(PYTHON, ["-m", "openapi_spec_validator", file])),
];
