// For Vue: a component that runs the chat while it is mounted, and draws nothing itself. Its one prop is the config of
// `init`; a config that changes makes a new instance.

import { onBeforeUnmount, onMounted, toRaw, watch } from 'vue';
import { init } from './index.js';

/**
 * Runs the chat with what `options()` returns; the function returned gives the instance, or `null`.
 *
 * @type {typeof import('./vue.d.ts').useHaloAgents}
 */
export function useHaloAgents(options) {
  /** @type {Instance | null} */
  let instance = null;
  const stop = () => {
    instance?.destroy();
    instance = null;
  };
  const start = () => {
    stop();
    instance = init(toRaw(options()));
  };
  onMounted(start);
  watch(options, () => instance && start(), { deep: true });
  onBeforeUnmount(stop);
  return () => instance;
}

/** `<HaloAgents :config="{ orgId: '…', apiKey: '…' }" />`, once, anywhere in the app. */
export const HaloAgents = {
  name: 'HaloAgents',
  props: { config: { type: Object, required: true } },
  setup(props) {
    useHaloAgents(() => props.config);
    return () => null;
  },
};
