// `manualOnPaths` as one glob instead of a list, in `init` and as an attribute: door and widget take it the same way.

import { DEMO } from "../harness/place.mjs";
import { page as html, snippet } from "../harness/host.mjs";

const flags = (page) =>
  page
    .waitForFunction(() => {
      const { log } = console;
      console.log = () => {};
      try {
        const { agent, ui } = HaloAgents.getInstance().debug();
        return agent?.state === "ready" && ui;
      } finally {
        console.log = log;
      }
    })
    .then((it) => it.jsonValue());

export default {
  name: "manualOnPaths takes one path as well as a list of them",
  async run({ page, host, server, chat, assert }) {
    const tags = {
      init: snippet(server, { manualOnPaths: "/quiet*", load: "eager" }),
      attribute: `<script src="${server.door}" data-org-id="${DEMO.orgId}" data-api-key="${DEMO.apiKey}" data-api-url="${server.api}" data-load="eager" data-manual-on-paths="/quiet*"></script>`,
    };
    for (const [way, tag] of Object.entries(tags)) {
      await page.goto(host.serve(html(tag), { path: `/quiet/${way}` }));
      assert.deepEqual([(await flags(page)).manual, await chat.launcher.count()], [true, 0], `quiet: ${way}`);
      await page.goto(host.serve(html(tag), { path: `/${way}` }));
      await chat.launcher.waitFor();
      assert.equal((await flags(page)).manual, false, way);
    }
  },
};
