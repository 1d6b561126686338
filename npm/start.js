// Starts the widget's WebAssembly. What stands in its place in the plain form is known to the dist step (glue.mjs).

import { versioned } from './chunks.js';
import { fetch, is } from './realm.js';

/** What runs, as `diagnose()` says it. */
export const form = 'WebAssembly';

/**
 * `given` is the module's answer, its address, a promise of either, or nothing where the door's own fetch failed. The function
 * returned takes the imports and gives the instance.
 */
export const starter = (given, integrity) => async (imports) => {
  let answer;
  try {
    answer = await given;
  } catch {
    // Asked for once more.
  }
  if (!answer || !is(answer, 'Response')) {
    answer = await fetch(answer ?? versioned(new URL('./halo_bg.wasm', import.meta.url)), { __proto__: null, integrity });
  }
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
  try {
    return await WebAssembly.instantiateStreaming(answer, imports);
  } catch (error) {
    // It comes as another type, or it is a response of the page's own making.
    if (answer.bodyUsed !== false) throw error;
    return WebAssembly.instantiate(await answer.arrayBuffer(), imports);
  }
};
