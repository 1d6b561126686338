import chats, { diagnose, getInstance, init, version } from "halo-widget";
import type { HaloAgentsConfig, HaloAgentsError } from "halo-widget";
import { HaloAgents, useHaloAgents } from "halo-widget/react";
import { HaloAgents as ForVue } from "halo-widget/vue";

const config: HaloAgentsConfig = {
  orgId: "0d9c1f6e-6f0a-4b7e-9a43-2f6d1f5b8a10",
  apiKey: "ab_live_demo_8f2c41d7a9e05b36",
  ui: { badge: false },
  manualOnPaths: ["/checkout*"],
  tracking: { click: false },
  target: document.body,
  getUserToken: async () => "token",
  onError: (error: HaloAgentsError) => console.log(error.code, error.status, error.retryable, error.message),
  onAction: (action) => (action.type === "navigate" ? action.url : undefined),
};
const chat = init(config);
void chat.openChat().then(() => chat.sendMessage("Hi"));
void chat.identify("u", { plan: "pro" }, { userToken: "t" });
void chat.setContext("cart", { label: "Cart", value: { items: 1 } });
void diagnose().then((findings) => findings.map(({ check, ok, finding, remedy }) => [check, ok, finding, remedy]));
const same: boolean = getInstance() === chat && window.HaloAgents.version === version && chats.version === version;
export const element = <HaloAgents {...config} />;
export const use = () => useHaloAgents(config).current?.closeChat();
export const vue = ForVue;
void chat
  .createTicket({ subject: "Wrong size" })
  .then(({ ticket }) => chat.series("enroll", ticket.id))
  .then(({ enrolled }) => enrolled);
init({ provider: "hostagentes", apiUrl: "/agent" });
init({ orgId: "x", manualOnPaths: "/checkout*" });
// @ts-expect-error orgId is required
init({});
// @ts-expect-error there is no such theme
init({ orgId: "x", theme: "pink" });
export default same;
