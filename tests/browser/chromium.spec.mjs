// Hands every scenario to Playwright Test under the name of its folder, with the options it has; one that needs what is not
// there is skipped, and its title says why.

import { scenarios } from "./scenarios.mjs";
import { test } from "./harness/fixtures.mjs";

for (const { folder, name, options = {}, run } of await scenarios()) {
  const { needs, ms, context = {}, server, page: pageState } = options;
  const isMissing = needs && !process.env[needs];
  const title = `${folder}: ${name}${isMissing ? ` (skipped: there is no ${needs})` : ""}`;

  test.describe(() => {
    test.use({ ...context, serverOptions: server, pageState });
    if (ms) test.describe.configure({ timeout: ms });
    (isMissing ? test.skip : test)(title, ({ scenario }) => scenario(run));
  });
}
