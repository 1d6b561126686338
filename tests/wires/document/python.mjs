// Generators that come from PyPI: what they make is imported, and calls the server.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { generator, holds, operationsOf } from "../harness/document.mjs";
import { PYTHON, programOf, WIRES } from "../harness/place.mjs";
import { printed } from "../harness/process.mjs";

const calls = async (program, made, given) =>
  holds(JSON.parse(await printed(PYTHON, ["-B", join(WIRES, "document", program), made], { input: JSON.stringify(given) })));

const openapiPythonClient = generator({
  id: "openapi-python-client",
  pypi: "openapi-python-client",
  note: "it takes no pictures: the answer of `/avatars` is left out",
  tries: {
    "every operation is made": async ({ file, folder, document }) => {
      const args = ["generate", "--path", file, "--output-path", join(folder, "halo_server_client"), "--meta", "none"];
      // It formats what it has made with the program that it brings.
      const told = await printed(programOf(PYTHON, "openapi-python-client"), args, { cwd: folder, env: { PATH: `${join(PYTHON, "..")}:${process.env.PATH}` } });
      const made = readdirSync(join(folder, "halo_server_client/api/default")).filter((name) => name !== "__init__.py" && name.endsWith(".py"));
      assert.equal(made.length, operationsOf(document), told);
      assert.doesNotMatch(told, /Unable to process schema/);
    },
    "five calls": ({ folder, given }) => calls("openapi_python_client.py", folder, given),
  },
});

/** It brings a Java of its own. */
const make = (language, file, folder) =>
  printed(programOf(PYTHON, "openapi-generator-cli"), ["generate", "-i", file, "-g", language, "-o", join(folder, "made")]);

const openapiGenerator = generator({
  id: "openapi-generator",
  pypi: "openapi-generator-cli",
  note: "its generator `python`",
  tries: {
    "every operation is made": async ({ file, folder, document }) => {
      await make("python", file, folder);
      const made = readFileSync(join(folder, "made/openapi_client/api/default_api.py"), "utf8").match(/^ {4}def \w+_with_http_info\(/gm);
      assert.equal(made?.length, operationsOf(document));
    },
    "five calls": ({ folder, given }) => calls("openapi_generator.py", join(folder, "made"), given),
  },
});

export const PYTHON_GENERATORS = [openapiPythonClient, openapiGenerator];
