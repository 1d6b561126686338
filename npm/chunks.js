// Parts of the WebAssembly module that are fetched when they are wanted: each once for the page, however many widgets
// there are. When, and how often it is tried, is the widget's business. The dist step writes `halo-chunks`.

import initialise from 'halo-bindings';
import chunks, { from } from 'halo-chunks';
import { fetch } from './realm.js';

const coming = {};

/** Fetches one file, which must match its hash. */
export const read = async (address, integrity) => {
  const answer = await fetch(address, { __proto__: null, integrity });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer;
};

/** Fetches one file and lets it fill its places in tables and memory of the module. */
const take = async (address, integrity) => WebAssembly.instantiate(await (await read(address, integrity)).arrayBuffer(), { [from]: await initialise() });

/**
 * An address beside halo.js with the version that is in the address of halo.js, which keeps the files of two versions apart. A
 * bundler's own address may be read-only (Turbopack 16) and stays as it is.
 */
export const versioned = (address) => {
  const { search } = new URL(import.meta.url);
  if (!search) return address;
  const copy = new URL(address, location.href);
  copy.search = search;
  return copy;
};

/** Takes a file that lies beside halo.js or, where a bundler did not carry it along, beside the module. */
export const near = async ([name, address, integrity], wasmUrl, take) => {
  try {
    return await take(versioned(address), integrity);
  } catch (error) {
    if (!wasmUrl) throw error;
    return take(new URL(name, new URL(wasmUrl, location.href)), integrity);
  }
};

/**
 * For the widget: loads the chunk of a name. A failure is forgotten, so that it can be tried again; `renew` is told of it, for
 * the file may be gone for good.
 */
export const loader =
  ({ wasmUrl }, renew) =>
  async (chunk) => {
    // Plain loops: pages replace the methods of arrays. All files set out at once; a failure is met below.
    for (const file of chunks[chunk]) (coming[file[0]] ||= near(file, wasmUrl, take)).catch(() => {});
    for (const file of chunks[chunk]) {
      try {
        await coming[file[0]];
      } catch (error) {
        delete coming[file[0]];
        // What the newest build has, this one is done with.
        renew().catch(() => {});
        throw error;
      }
    }
  };
