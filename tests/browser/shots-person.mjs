// The states of a conversation with a person of the team, for shots.mjs.

import { QUESTION } from "./harness/place.mjs";
import { teammate } from "./harness/teammate.mjs";

const PHONE = { width: 390, height: 844 };

/** Each state as in shots.mjs; `server` answers the server once it runs. */
export const states = (server) => [
  [
    "waiting",
    {},
    async ({ chat }) => {
      await (await teammate(server())).arrives();
      await chat.open();
      await chat.ask(QUESTION);
      await chat.panel.getByRole("button", { name: "Talk to a person" }).click();
      await chat.panel.getByText("Place in the queue").waitFor();
    },
  ],
  ["person", {}, ({ chat }) => withPerson(server, chat, async () => {})],
  [
    "person-closed",
    {},
    ({ chat }) =>
      withPerson(server, chat, async (ada, session) => {
        await ada.on(session, "close");
        await chat.panel.getByText("Did that help?").waitFor();
      }),
  ],
  [
    "person-rated",
    {},
    ({ chat }) =>
      withPerson(server, chat, async (ada, session) => {
        await ada.on(session, "close");
        await chat.panel.locator(".live").getByRole("button", { name: "Helpful", exact: true }).click();
        await chat.panel.locator(".live").getByText("Thank").waitFor();
      }),
  ],
  [
    "person-left",
    {},
    ({ chat }) =>
      withPerson(server, chat, async (ada, session) => {
        await ada.on(session, "hand_back");
        await chat.panel.getByText("has left").waitFor();
      }),
  ],
  [
    "person-broken",
    {},
    ({ chat, page }) =>
      withPerson(server, chat, async () => {
        await page.route("**/conversation/events*", (route) => route.abort());
        await page.reload();
        await chat.open();
        await chat.panel.getByText("Reconnecting").waitFor();
      }),
  ],
  [
    "person-unread",
    {},
    ({ chat, page }) =>
      withPerson(server, chat, async (ada, session) => {
        await chat.close.click();
        await ada.on(session, "say", { text: "It is on its way." });
        await page.getByRole("button", { name: /^Open chat.*1/ }).waitFor();
      }),
  ],
  ["person-dark", { config: { theme: "dark" } }, ({ chat }) => withPerson(server, chat, (ada, session) => ada.on(session, "close"))],
  ["person-right-to-left", { config: { locale: "ar" } }, ({ chat }) => withPerson(server, chat, async () => {})],
  ["person-phone", { viewport: PHONE, config: { theme: "dark" } }, ({ chat }) => withPerson(server, chat, async () => {})],
];

/** A person has come and said something; then what else is done. By places where the words may be another language's. */
async function withPerson(server, chat, then) {
  const ada = await teammate(server());
  await ada.arrives();
  const field = chat.panel.locator("textarea").first();
  const say = async (text) => {
    await field.fill(text);
    await field.press("Enter");
  };
  await chat.page.locator("halo-agents").locator("button").first().click();
  await say(QUESTION);
  await chat.panel.locator(".turn .tools").first().waitFor();
  await chat.panel.locator(".header .icon-button").first().click();
  await chat.panel.locator(".live .status").waitFor();
  const waiting = (await ada.listed()).filter(({ state }) => state === "waiting");
  const { session_id: session } = waiting.at(-1);
  await ada.on(session, "take");
  await chat.panel.locator(".step").waitFor();
  await say("My order is 4711.");
  await ada.on(session, "say", { text: "Hello, I am **Ada**. I have a look at it." });
  await chat.says("have a look");
  await ada.on(session, "typing", { on: true });
  await chat.panel.locator(".live .status").waitFor();
  await then(ada, session);
}
