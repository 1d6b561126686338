// Types of the package and of `window.HaloAgents`: every option, method and callback with its default.
// tests/public_api.rs holds the names here, in the door, in the widget and in the README together.

/** One thing the agent should know about the page or the visitor. */
export interface ContextEntry {
  /** What a person would call it. */
  label: string;
  /** What kind of value it is, in your own words. */
  type?: string;
  /** Anything that JSON can hold. */
  value: unknown;
}

/** A message as it stands in the conversation. */
export interface HaloAgentsMessage {
  id: string;
  role: 'user' | 'assistant';
  /** Markdown, as it was written. */
  text: string;
  /** RFC 3339, UTC. */
  createdAt: string;
}

/** Something the agent did or asks for. Types not listed here only reach `onAction`. */
export interface HaloAgentsAction {
  id: string;
  type: 'highlight' | 'navigate' | 'ticket_created' | 'handoff' | (string & {});
  [field: string]: unknown;
}

/** What went wrong, in words, with a stable `code`. */
export interface HaloAgentsError extends Error {
  /**
   * From the door: `config`, `secret_key`, `unsupported`, `load`. From the widget: `network`, `timeout`, `validation`,
   * `unauthorized`, `identity`, `not_found`, `rate_limited`, `server`, `not_ours`, `interrupted`, `agent`.
   */
  code: string;
  /** The HTTP status, where there was an answer. */
  status?: number;
  /** Whether the same thing may succeed later. */
  retryable: boolean;
}

/** What may show by itself. The chat itself never opens by itself unless `autoOpenUnseen` is on. */
export interface UiFlags {
  /** The launcher button. @default true */
  trigger?: boolean;
  /** The count of unread messages on the launcher. @default true */
  badge?: boolean;
  /** Teasers that the organisation has set up. @default true */
  proactive?: boolean;
  /** The greeting beside the launcher. @default true */
  greeting?: boolean;
  /** Banners that the organisation has set up. @default true */
  banners?: boolean;
  /** In-app messages that the organisation has set up. @default true */
  inAppMessages?: boolean;
  /** Open the panel when there is a message the visitor has not seen. @default false */
  autoOpenUnseen?: boolean;
}

/** Which behaviour is recorded. Everything is on unless named. */
export interface TrackingKinds {
  /** @default true */
  page_view?: boolean;
  /** @default true */
  click?: boolean;
  /** @default true */
  form_submit?: boolean;
  /** Uncaught errors of the page. @default true */
  error?: boolean;
  /** Three clicks on one element within a second. @default true */
  rage_click?: boolean;
  /** A click after which nothing happened. @default true */
  dead_click?: boolean;
  /** A form begun and left. @default true */
  form_abandon?: boolean;
}

/** The options of `init`. */
export interface HaloAgentsConfig {
  /** The organisation, a UUID. Required. */
  orgId: string;
  /** The publishable widget key, `ab_live_…`. A secret `ha_…` key is refused. @default none: only the agent's looks can be asked for */
  apiKey?: string;
  /** Your id of the signed-in user. @default none: anonymous */
  userId?: string;
  /** Your id of the user's company. @default none */
  companyId?: string;
  /** What you know of the user; merged over calls. @default {} */
  userTraits?: Record<string, unknown>;
  /** What you know of the company. @default {} */
  companyTraits?: Record<string, unknown>;
  /** What the agent should know, by key. @default {} */
  context?: Record<string, ContextEntry>;
  /** A JWT from your server that proves `userId`. @default none */
  userToken?: string;
  /** Fetches a fresh `userToken` when the old one ends; called once at a time. @default none */
  getUserToken?: () => Promise<string>;
  /** Called once when the token has ended or was refused, as `getUserToken` is asked for another. @default none */
  onIdentityExpired?: () => void;
  /** The launcher's corner. @default the agent's setting, else 'bottom-right' */
  position?: 'bottom-right' | 'bottom-left';
  /** @default the agent's setting, else 'auto': as the visitor's system */
  theme?: 'auto' | 'light' | 'dark';
  /** How a conversation begins. @default 'chat' */
  defaultMode?: 'chat' | 'voice' | 'video' | 'livehelp';
  /** `'manual'` shows nothing until you call `openChat`; an object turns single parts on or off. @default {} */
  ui?: 'manual' | UiFlags;
  /** A path, or several, on which `ui` counts as `'manual'`: `*` is any run of characters, `?` one. @default [] */
  manualOnPaths?: string | string[];
  /** The widget is mounted and the agent known. @default none */
  onReady?: () => void;
  /** Something went wrong. Without it the console has the same words. @default none */
  onError?: (error: HaloAgentsError) => void;
  /** A message was sent, or an answer is complete. @default none */
  onMessage?: (message: HaloAgentsMessage) => void;
  /** The agent did something; each action once. @default none */
  onAction?: (action: HaloAgentsAction) => void;
  /** The panel has opened. @default none */
  onChatOpen?: () => void;
  /** The panel has closed. @default none */
  onChatClose?: () => void;
  /** Base address of the API. @default 'https://api.haloagents.ai/api/sdk' */
  apiUrl?: string;
  /** The same as `apiUrl`. @default none */
  baseUrl?: string;
  /** The same as `apiUrl`. @default none */
  apiBaseUrl?: string;
  /** Which agent answers. @default the organisation's active one */
  agentId?: string;
  /** Which API `apiUrl` speaks. @default 'haloagents' */
  provider?: 'haloagents' | 'hostagentes';
  /**
   * Language of the chat, a BCP 47 tag such as `de`, `pt-BR` or `zh-TW`; the nearest of 37 languages is taken, and one that
   * is not among them is passed over. @default the page's `lang`, then the server's wish, then the browser's, then English
   */
  locale?: string;
  /** What is recorded; `'consent'` waits for `optIn()`. @default true */
  tracking?: boolean | 'consent' | TrackingKinds;
  /**
   * When the widget is fetched: when the page is idle (on a metered or slow line: on interest), on interest in the
   * launcher or a call that needs it, or at once. @default 'idle'
   */
  load?: 'idle' | 'interaction' | 'eager';
  /** The nonce of your Content-Security-Policy, needed with `integrity` alone. @default the script tag's own */
  nonce?: string;
  /** @default 2147483000 */
  zIndex?: number;
  /** Distance of the launcher from the corner, in px: room for a cookie banner. @default { x: 20, y: 20 } */
  offset?: { x?: number; y?: number };
  /** An element, or a selector of one that is there, that the panel fills; there is no launcher then. @default none */
  target?: string | Element;
  /** Whether tools that record pages (Sentry, Datadog, rrweb, Hotjar, …) may read what is said in the chat. @default 'masked' */
  sessionReplay?: 'masked' | 'shown';
  /** Script tag only: hashes of `halo.js` and `halo_bg.wasm`, with a space between. @default none */
  integrity?: string;
  /** Package only: address of `halo_bg.wasm`, for bundlers that do not carry it along; the other files are looked for beside it. @default beside the module */
  wasmUrl?: string | URL;
}

/** How an element is pointed out. */
export interface HighlightOptions {
  /** Words beside the element, plain text of up to 500 characters. @default 'Look here', in the visitor's language */
  message?: string;
  /** A ring, a ring that pulses, or a ring with the rest of the page darkened. @default 'ring' */
  style?: 'ring' | 'pulse' | 'spotlight';
  /** Milliseconds until it goes away. @default until dismissed */
  duration?: number;
}

/** A request to people. One of `user_id` (filled in when identified) and `email` is needed. */
export interface TicketFields {
  subject: string;
  message?: string;
  email?: string;
  name?: string;
  /** @default 'normal' */
  priority?: 'normal' | 'priority';
  metadata?: Record<string, unknown>;
}

/** What the server says of a ticket that was made. */
export interface TicketAnswer {
  success: boolean;
  ticket: { id: string; status: string; [field: string]: unknown };
}

/** What the server says of a series: one of `enrolled`, `already_enrolled` and `removed`. */
export interface SeriesAnswer {
  success: boolean;
  enrolled?: boolean;
  /** When the first message goes out, RFC 3339. */
  scheduled_for?: string;
  already_enrolled?: boolean;
  message?: string;
  removed?: boolean;
}

/** The options where a HostAgentes agent answers, which belongs to no organisation. */
export type HostAgentesConfig = Omit<HaloAgentsConfig, 'orgId'> & { provider: 'hostagentes'; orgId?: string };

/**
 * A running widget. Calls before it is loaded wait and run in order. All but `debug` and `destroy` return a promise of
 * the outcome, which may be ignored.
 */
export interface HaloAgentsInstance {
  /** Sends a message as the visitor. Fetches the widget. */
  sendMessage(text: string): Promise<unknown>;
  /** Opens the panel. Fetches the widget. */
  openChat(): Promise<void>;
  /** Closes the panel. */
  closeChat(): Promise<void>;
  /** Opens the panel if it is closed, else closes it. Fetches the widget. */
  toggleChat(): Promise<void>;
  /** Says who the visitor is; traits merge over calls. */
  identify(userId: string, traits?: Record<string, unknown>, options?: { userToken?: string }): Promise<unknown>;
  /** Says which company the visitor belongs to; traits merge over calls. */
  identifyCompany(companyId: string, traits?: Record<string, unknown>): Promise<unknown>;
  /** Sets or replaces one entry of the context, whole. */
  setContext(key: string, entry: ContextEntry): Promise<void>;
  /** Removes one entry of the context, or all. */
  clearContext(key?: string): Promise<void>;
  /**
   * Scrolls to an element of the page and points it out until the visitor dismisses it. Resolves with whether there is one
   * to be seen; rejects when the selector is no text. Fetches the widget.
   */
  highlightElement(selector: string, options?: HighlightOptions): Promise<boolean>;
  /** Removes every highlight. */
  clearHighlights(): Promise<void>;
  /** Records an event of your own. */
  track(type: string, metadata?: Record<string, unknown>): Promise<void>;
  /** Stops recording, forgets what was not yet sent, and remembers it. Fetches the widget. */
  optOut(): Promise<void>;
  /** Allows recording. Fetches the widget. */
  optIn(): Promise<void>;
  /** Log-out: forgets user, session and transcript. Fetches the widget. */
  reset(): Promise<void>;
  /** Hands a request to people; resolves with the ticket. Fetches the widget. */
  createTicket(fields: TicketFields): Promise<TicketAnswer>;
  /** Enrols the user in a series, or takes them out. Fetches the widget. */
  series(action: 'enroll' | 'remove', seriesId: string): Promise<SeriesAnswer>;
  /** Prints and returns what the widget knows of itself; never the value of a key or a token. */
  debug(): Record<string, unknown>;
  /** Takes everything off the page. `init` may be called again after it. */
  destroy(): void;
}

/** One thing `diagnose` looked at. */
export interface Finding {
  /** What was looked at. */
  check: string;
  /** Whether it is as it must be. */
  ok: boolean;
  /** What was found. */
  finding: string;
  /** What to change; empty when all is well. */
  remedy: string;
}

/** Starts the widget, once: a second call without `destroy` warns and returns the running instance. Never throws. */
export function init(config: HaloAgentsConfig | HostAgentesConfig): HaloAgentsInstance;
/** The running instance, or `null`. */
export function getInstance(): HaloAgentsInstance | null;
/** Version of the door. */
export const version: string;
/** Looks for what keeps the chat from working here; prints and returns a finding and a remedy for each check. */
export function diagnose(): Promise<Finding[]>;

declare const HaloAgents: {
  init: typeof init;
  getInstance: typeof getInstance;
  version: typeof version;
  diagnose: typeof diagnose;
};
export default HaloAgents;

declare global {
  interface Window {
    /** There once the script tag has run. */
    HaloAgents: typeof HaloAgents;
    /** Options left for a script tag with `async` or `defer`: it starts with them by itself. */
    HaloAgentsConfig?: HaloAgentsConfig | HostAgentesConfig;
  }
}
