// Types of the Vue component and composable.

import type { DefineComponent } from 'vue';
import type { HaloAgentsConfig, HaloAgentsInstance } from './index.js';

/** Runs the chat while it is mounted; renders nothing. Put it once, anywhere in the app. */
export const HaloAgents: DefineComponent<{ config: HaloAgentsConfig }>;

/** The same as a composable: pass a getter of the config; the function returned gives the instance, or `null`. */
export function useHaloAgents(options: () => HaloAgentsConfig): () => HaloAgentsInstance | null;
