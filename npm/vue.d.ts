// Types of the Vue component and composable.

import type { DefineComponent } from 'vue';
import type { HaloAgentsConfig, HaloAgentsInstance, HostAgentesConfig } from './index.js';

/** Runs the chat while it is mounted; renders nothing. Put it once, anywhere in the app. */
export const HaloAgents: DefineComponent<{ config: HaloAgentsConfig | HostAgentesConfig }>;

/** The same as a composable: pass a getter of the config; the function returned gives the instance, or `null`. */
export function useHaloAgents(options: () => HaloAgentsConfig | HostAgentesConfig): () => HaloAgentsInstance | null;
