// Every option of `init` and the type it takes, to tell a developer of a misspelt name or a wrong type in one line each.
// A wrong value is not used; what an option means is said in index.d.ts.

/** @type {Record<keyof Omit<Config, '__proto__'>, unknown>} */
const TYPES = {
  orgId: 'string',
  apiKey: 'string',
  userId: 'string',
  companyId: 'string',
  userTraits: 'object',
  companyTraits: 'object',
  context: 'object',
  userToken: 'string',
  getUserToken: 'function',
  onIdentityExpired: 'function',
  position: ['bottom-right', 'bottom-left'],
  theme: ['auto', 'light', 'dark'],
  defaultMode: ['chat', 'voice', 'video', 'livehelp'],
  ui: ['manual', 'object'],
  manualOnPaths: ['array', 'string'],
  onReady: 'function',
  onError: 'function',
  onMessage: 'function',
  onAction: 'function',
  onChatOpen: 'function',
  onChatClose: 'function',
  apiUrl: 'string',
  baseUrl: 'string',
  apiBaseUrl: 'string',
  agentId: 'string',
  provider: ['haloagents', 'hostagentes'],
  locale: 'string',
  tracking: [true, false, 'consent', 'object'],
  load: ['idle', 'interaction', 'eager'],
  nonce: 'string',
  zIndex: ['number', 'string'],
  offset: 'object',
  target: ['string', 'object'],
  sessionReplay: ['masked', 'shown'],
  integrity: 'string',
  wasmUrl: ['string', 'object'],
};

/** Letters that may be wrong in a name that was still meant for ours. */
const SLIPS = 2;

const typeOf = (value) => (Array.isArray(value) ? 'array' : typeof value);

const describe = (value) => (typeof value === 'string' ? JSON.stringify(value) : typeOf(value));

const fits = (value, allowed) => [].concat(allowed).some((one) => one === value || one === typeOf(value));

/** Edits between two words, up to a misspelling. */
const isNear = (word, other) => {
  if (Math.abs(word.length - other.length) > SLIPS) return false;
  let row = [...other, ''].map((_, i) => i);
  for (const letter of word) {
    const above = row;
    row = [above[0] + 1];
    for (let i = 1; i < above.length; i++) row.push(Math.min(above[i] + 1, row[i - 1] + 1, above[i - 1] + (other[i - 1] === letter ? 0 : 1)));
  }
  return row[other.length] <= SLIPS;
};

const warn = (text) => console.warn('HaloAgents: ' + text);

/**
 * One line on the console for every option that looks misspelt or has a value it cannot take. Names unlike any of ours are
 * left alone: among the `data-` attributes of a script tag they belong to others.
 */
export const complain = (config) => {
  for (const [name, value] of Object.entries(config)) {
    const allowed = TYPES[name];
    const meant = allowed ? undefined : Object.keys(TYPES).find((known) => isNear(name.toLowerCase(), known.toLowerCase()));
    if (meant) warn(`init() knows no option ${name}; did you mean ${meant}?`);
    if (allowed && value != null && !fits(value, allowed)) warn(`${name} is ${describe(value)}; allowed: ${[].concat(allowed).join(', ')}. It is ignored.`);
  }
};
