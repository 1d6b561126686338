// What npm/ meets and the compiler of TypeScript cannot see: the modules that the dist step writes, the frameworks that
// only a consumer has, and what browsers know before their types do.

declare module "halo-bindings" {
  export type Start = (imports: WebAssembly.Imports) => Promise<{ instance: { exports: object }; module?: WebAssembly.Module }>;
  export default function initialise(start?: Start): Promise<Record<string, WebAssembly.ExportValue>>;
  export function mount(slot: Element, launcher: Element | null, config: object, chunks: object, languages: object): Instance;
  export function waiting(widget: Instance): string[];
  export const version: string;
}

declare module "halo-form" {
  export const form: string;
  export function starter(given: unknown, integrity?: string): import("halo-bindings").Start;
}

/** The build that the dist step writes into the door. */
declare const BUILD: string;

declare module "halo-chunks" {
  /** A file's name, its address and its hash. */
  export type File = [name: string, address: URL, integrity: string];
  const chunks: Record<string, File[]>;
  export default chunks;
  export const from: string;
}

declare module "halo-locales" {
  import type { File } from "halo-chunks";
  const locales: { index: File; files: Record<string, URL> };
  export default locales;
}

declare module "react" {
  export function useEffect(effect: () => () => void, when: unknown[]): void;
  export function useRef<T>(value: T): { current: T };
}

declare module "vue" {
  export type DefineComponent<Props> = { name: string; setup(props: Props): () => null };
  export function onMounted(run: () => void): void;
  export function onBeforeUnmount(run: () => void): void;
  export function toRaw<T>(value: T): T;
  export function watch(source: () => unknown, run: () => void, options: { deep: boolean }): void;
}

interface Navigator {
  readonly connection?: { saveData?: boolean; effectiveType?: string };
  readonly globalPrivacyControl?: boolean;
}

interface RequestInit {
  /** Keys added to Object.prototype are no options of ours. */
  __proto__?: null;
}

/** The one element of a door carries what a second copy and `diagnose` look for. */
interface Element {
  own?: Own;
}

/** What addEventListener takes; of which event is the listener's affair. */
type Listener = [type: string, listener: (event: Event) => void, options?: boolean | AddEventListenerOptions];

/** What of a running door the widget, another copy of the door and `diagnose` may know. */
interface Own {
  instance: Instance;
  config: Config;
  listeners: [it: EventTarget, ...listener: Listener][];
  on(it: EventTarget, ...listener: Listener): void;
  settle(to?: Config["target"]): void;
  observer?: MutationObserver;
  isOver?: boolean;
  isGuarded?: boolean;
  isWarned?: boolean;
  told?: [name: string, args: unknown[]][];
}

declare const HaloAgents: Window["HaloAgents"];

type Instance = import("../../../npm/index.js").HaloAgentsInstance;

/** What `init` is given, of either kind of server. */
type Given = import("../../../npm/index.js").HaloAgentsConfig | import("../../../npm/index.js").HostAgentesConfig;

/** The same before anything of it is known to be there. */
type Config = Partial<Omit<import("../../../npm/index.js").HaloAgentsConfig, "provider">> & { provider?: "haloagents" | "hostagentes"; __proto__?: null };

declare module "*/halo_plain.js" {
  export { default, mount, version } from "*/halo.js";
}

declare module "*/halo.js" {
  export default function begin(wasm?: unknown, integrity?: string): Promise<object>;
  export function mount(host: Element, launcher: Element, own: Own): Instance;
  export const version: string;
}
