// Hands every scenario to Playwright Test under the name of its folder, with the options it has; one that needs what is not
// there, or is about the other form of the widget, is skipped, and its title says why.

import { scenarios } from "./scenarios.mjs";
import { test } from "./harness/fixtures.mjs";
import { IS_PLAIN } from "./harness/host.mjs";

for (const { folder, name, options = {}, run } of await scenarios()) {
  const { needs, form, ms, context = {}, server, page: pageState } = options;
  const missing = [needs && !process.env[needs] && `there is no ${needs}`, form && IS_PLAIN && `it is about the ${form} form`].find(Boolean);
  const title = `${folder}: ${name}${missing ? ` (skipped: ${missing})` : ""}`;

  test.describe(() => {
    test.use({ ...context, serverOptions: server, pageState });
    if (ms) test.describe.configure({ timeout: ms });
    (missing ? test.skip : test)(title, ({ scenario }) => scenario(run));
  });
}
