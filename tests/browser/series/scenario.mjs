// The method `series`, by a page whose user is known: enrolled once, told so again, taken out; and what the page hears where
// nobody can be enrolled.

import { page as html, snippet } from "../harness/host.mjs";
import { DEMO } from "../harness/place.mjs";

const UNKNOWN = "00000000-0000-4000-8000-000000000000";

export default {
  name: "a page enrols its user into a series and takes them out, and hears what the server says",
  async run({ page, host, server, allow, assert }) {
    const id = server.command("series", "add", DEMO.orgId, "Welcome", "--delay-seconds", "60").match(/[0-9a-f-]{36}/)[0];
    await page.goto(host.serve(html(snippet(server, { userId: "u-series" }))));
    const series = (...args) =>
      page.evaluate(
        (args) =>
          HaloAgents.getInstance()
            .series(...args)
            .then(
              (answer) => ({ answer }),
              ({ code, status, message }) => ({ code, status, message }),
            ),
        args,
      );

    const { answer } = await series("enroll", id);
    assert.equal(answer.enrolled, true);
    assert.ok(Date.parse(answer.scheduled_for) > Date.now(), answer.scheduled_for);
    assert.equal((await series("enroll", id)).answer.already_enrolled, true);
    assert.deepEqual((await series("remove", id)).answer, { success: true, removed: true });
    assert.equal((await series("enroll", id)).answer.enrolled, true, "and in again");

    // What the server would refuse is not sent; what only it can know is told in its words.
    allow(/HaloAgents|status of 404/);
    const sent = [];
    page.on("request", (request) => request.url().endsWith("/series") && sent.push(request.postData()));
    assert.equal((await series("leave", id)).code, "validation");
    assert.equal((await series("enroll")).code, "validation");
    assert.deepEqual(sent, []);
    const missing = await series("enroll", UNKNOWN);
    assert.deepEqual([missing.code, missing.status], ["not_found", 404]);
    assert.match(missing.message, /Series not found/);
  },
};
