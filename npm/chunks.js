// Parts of the WebAssembly module that are fetched when they are wanted: each once for the page, however many widgets
// there are. When, and how often it is tried, is the widget's business. The dist step writes `halo-chunks`.

import initialise from 'halo-bindings';
import chunks, { from } from 'halo-chunks';
import { fetch } from './page.js';

const coming = {};

/** Fetches one file, which must match its hash. */
export const read = async (address, integrity) => {
  const answer = await fetch(address, { __proto__: null, integrity });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer;
};

/** Fetches one file and lets it, and what it carries along, fill its places in tables and memory of the module. */
const take = async (address, integrity) => {
  const { Module, compile, instantiate } = WebAssembly;
  const module = await compile(await (await read(address, integrity)).arrayBuffer());
  const imports = { [from]: await initialise() };
  await instantiate(module, imports);
  const parts = Module.customSections(module, 'part');
  for (let at = 0; at < parts.length; at++) await instantiate(parts[at], imports);
};

/** Takes a file that lies beside halo.js or, where a bundler did not carry it along, beside the module. */
export const near = async ([name, address, integrity], wasmUrl, take) => {
  // The version in the address of halo.js keeps the files of two versions apart.
  const { search } = new URL(import.meta.url);
  if (search) address.search = search;
  try {
    return await take(address, integrity);
  } catch (error) {
    if (!wasmUrl) throw error;
    return take(new URL(name, new URL(wasmUrl, location.href)), integrity);
  }
};

/** For the widget: loads the chunk of a name. A failure is forgotten, so that it can be tried again. */
export const loader = ({ wasmUrl }) => async (chunk) => {
  // Plain loops: pages replace the methods of arrays. All files set out at once; a failure is met below.
  for (const file of chunks[chunk]) (coming[file[0]] ||= near(file, wasmUrl, take)).catch(() => {});
  for (const file of chunks[chunk]) {
    try {
      await coming[file[0]];
    } catch (error) {
      delete coming[file[0]];
      throw error;
    }
  }
};
