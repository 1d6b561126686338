// For React: runs the chat while a component is mounted, and draws nothing itself. Options that change make a new
// instance; callbacks may change with every render and the newest is called. Imports on a server like any component.

import { useEffect, useRef } from 'react';
import { init } from './index.js';

/** What a new instance depends on: the options but for functions and elements, which have no text. */
const text = (options) => JSON.stringify(options, (name, value) => (typeof value === 'function' || value?.nodeType ? undefined : value));

/**
 * Runs the chat and returns a ref to the instance, `null` on a server and before the first effect.
 *
 * @type {typeof import('./react.d.ts').useHaloAgents}
 */
export function useHaloAgents(options) {
  const newest = useRef(options);
  const instance = useRef(/** @type {Instance | null} */ (null));
  newest.current = options;
  useEffect(() => {
    const config = { ...newest.current };
    for (const [name, value] of Object.entries(config)) {
      if (typeof value === 'function') config[name] = (...args) => newest.current[name]?.(...args);
    }
    instance.current = init(config);
    return () => {
      instance.current?.destroy();
      instance.current = null;
    };
  }, [text(options)]);
  return instance;
}

/** `<HaloAgents orgId="…" apiKey="…" />`, once, anywhere below the root. */
export function HaloAgents(options) {
  useHaloAgents(options);
  return null;
}
