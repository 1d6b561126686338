// Types of the React component and hook.

import type { HaloAgentsConfig, HaloAgentsInstance, HostAgentesConfig } from './index.js';

/** Runs the chat while it is mounted; renders nothing. Put it once, anywhere below the root. */
export function HaloAgents(options: HaloAgentsConfig | HostAgentesConfig): null;

/** The same as a hook. The ref is `null` on a server and before the first effect. */
export function useHaloAgents(options: HaloAgentsConfig | HostAgentesConfig): { current: HaloAgentsInstance | null };
