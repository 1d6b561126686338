// What must hold before anything is drawn: a usable config, and a browser and a content security policy that let
// WebAssembly run. Each finding names its remedy; who is told, and how, is init's business. Wrong types and misspelt
// names are looked for when the widget is there (options.js).

/** The smallest module there is: magic number and version. Compiling it tells whether WebAssembly may run at all. */
const EMPTY_MODULE = [0, 97, 115, 109, 1, 0, 0, 0];

/** The code and the words of what is wrong with the config or the page, or nothing. */
export const problem = ({ apiKey, orgId, provider }) => {
  if (/^ha_/.test(apiKey)) {
    return ['secret_key', 'Visitors can read this secret ha_ key: use the ab_live_ key.'];
  }
  if (!orgId && provider != 'hostagentes') return ['config', 'init() needs an orgId.'];
  try {
    new WebAssembly.Module(new Uint8Array(EMPTY_MODULE));
  } catch (error) {
    return ['unsupported', `WebAssembly is blocked: add 'wasm-unsafe-eval' to script-src. ${error}`];
  }
};
