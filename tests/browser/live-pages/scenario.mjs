// A conversation with the team in two pages of a site: one has the line, the other hears from it; one that nobody sees gives
// the line to who is seen, and nothing of all that is left afterwards.

import { Chat, PATIENCE_MS } from "../harness/chat.mjs";
import { page as html, snippet } from "../harness/host.mjs";
import { teammate } from "../harness/teammate.mjs";

/** A page out of sight keeps its line for ten seconds. */
const GIVEN_UP_MS = 10_000 + PATIENCE_MS;

/** Runs in each page before any script: counts the channels that are open, and can put the page out of sight. */
const prepare = () => {
  let isHidden = false;
  Object.defineProperty(Document.prototype, "hidden", { configurable: true, get: () => isHidden });
  globalThis.hide = (hidden) => {
    isHidden = hidden;
    document.dispatchEvent(new Event("visibilitychange"));
  };
  globalThis.channels = new Set();
  globalThis.BroadcastChannel = class extends BroadcastChannel {
    constructor(name) {
      super(name);
      channels.add(this);
    }
    close() {
      super.close();
      channels.delete(this);
    }
  };
};

export default {
  name: "two pages show one conversation with a person as it happens, and the one that is seen has the line",
  options: { form: "WebAssembly", page: { globals: ["hide", "channels"] } },
  async run({ page, context, host, server, chat, until, assert }) {
    const ada = await teammate(server);
    await ada.arrives();
    await context.addInitScript(prepare);
    const asked = (tab) => {
      const paths = [];
      tab.on("request", (request) => paths.push(new URL(request.url()).pathname.replace("/api/sdk", "")));
      return (path) => paths.filter((it) => it === path).length;
    };
    const address = host.serve(html(snippet(server)));
    const here = asked(page);
    await page.goto(address);
    await chat.open();
    await chat.ask("What is a session?");
    assert.equal(await page.evaluate(() => channels.size), 0, "none for who only talks to the agent");
    await chat.panel.getByRole("button", { name: "Talk to a person" }).click();
    await chat.panel.getByText("Place in the queue: 1").waitFor();
    const [{ session_id: session }] = await ada.listed();

    const other = await context.newPage();
    const there = asked(other);
    const beside = new Chat(other);
    await other.goto(address);
    await beside.open();
    const both = (what) => Promise.all([what(chat), what(beside)]);
    await both(({ panel }) => panel.getByText("Place in the queue: 1").waitFor());
    await ada.on(session, "take");
    await both(({ transcript }) => transcript.getByText("Ada takes over the conversation.").waitFor());
    await ada.on(session, "typing", { on: true });
    await both(({ panel }) => panel.getByText("Ada is typing…").waitFor());
    await ada.on(session, "typing", { on: false });
    await both(({ panel }) => panel.getByText("Ada is typing…").waitFor({ state: "detached" }));

    // What is typed and written is told from where it is.
    await beside.composer.fill("From the other page");
    await until(() => there("/conversation/typing") > 0, "the team sees that somebody types");
    assert.equal(here("/conversation/typing"), 0);
    await beside.composer.press("Enter");
    await chat.says("From the other page");
    const read = { up_to: 3 };
    await until(() => ada.on(session, "read", read).then(() => beside.panel.getByText("Read", { exact: true }).isVisible()), "it is read");
    await both(({ panel }) => panel.getByText("Read", { exact: true }).waitFor());
    await ada.on(session, "say", { id: "p1", text: "To both" });
    await both((it) => it.says("To both"));
    assert.deepEqual([here("/conversation/events"), there("/conversation/events")], [1, 0], "one line");

    // Out of sight, with a closed panel: the page that is seen takes the line.
    await chat.close.click();
    await page.evaluate(() => hide(true));
    await until(() => there("/conversation/events") === 1, "the other page has the line", GIVEN_UP_MS);
    await ada.on(session, "say", { id: "p2", text: "Who is there?" });
    await beside.says("Who is there?");
    assert.equal(here("/conversation/events"), 1);
    assert.equal(await page.evaluate(() => channels.size), 0);
    await page.evaluate(() => hide(false));
    await chat.launcher.click();
    await chat.says("Who is there?");

    await ada.on(session, "close");
    await both(({ panel }) => panel.getByText("Did that help?").waitFor());
    await page.reload();
    await chat.launcher.click();
    await chat.says("Who is there?");
    for (const notice of ["Ada takes over the conversation.", "Ada has ended the conversation.", "To both", "Who is there?"]) {
      await both(async ({ transcript }) => assert.equal(await transcript.getByText(notice).count(), 1, notice));
    }
    await other.evaluate(() => HaloAgents.getInstance().destroy());
    assert.equal(await other.evaluate(() => channels.size), 0);
    await other.close();

    // Waiting for a person, the page goes.
    await chat.panel.getByRole("button", { name: "Talk to a person" }).click();
    await chat.panel.getByText("Place in the queue: 1").waitFor();
    assert.equal(await page.evaluate(() => channels.size), 1);
    await page.evaluate(() => HaloAgents.getInstance().reset());
    await until(() => page.evaluate(() => channels.size === 0), "log-out closes it");
  },
};
