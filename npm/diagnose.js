// `HaloAgents.diagnose()`, fetched when it is called: looks one after another for what keeps the chat from working on this
// page, and gives each finding its remedy. It asks the same addresses as the widget and changes nothing.

import { refusal } from './form.js';
import { isNative } from './realm.js';

/** @typedef {[ok: boolean, finding: string, remedy: string]} Found */
/**
 * A check is a function that returns what it found.
 * @typedef {(host: Element | null, config?: Config) => Found | Promise<Found>} Check
 */
/** @type {Check} */
const browser = () => {
  if (!document.body?.attachShadow || !('adoptedStyleSheets' in document)) {
    return [false, 'This browser has no shadow DOM or no constructable style sheets.', 'Nothing to change: Chrome 73, Firefox 101 and Safari 16.4 have both.'];
  }
  return [true, 'Shadow DOM and constructable style sheets are there.', ''];
};

/**
 * Which form of the widget runs here.
 * @type {Check}
 */
const form = (host) => {
  const refused = refusal();
  const running = host?.hasAttribute('data-form') ? `The widget runs as ${host.getAttribute('data-form')}.` : 'The widget was not wanted yet.';
  if (!refused) return [true, running, ''];
  const slower = `${running} WebAssembly is refused here: ${refused}`;
  return [true, slower, globalThis.WebAssembly ? "It starts faster with 'wasm-unsafe-eval' in script-src of the page's Content-Security-Policy." : ''];
};

/** What the widget uses of the browser and libraries like to replace. */
const REPLACEABLE = [
  'fetch',
  'Response',
  'ReadableStream',
  'AbortController',
  'Document',
  'Window',
  'Node',
  'Element',
  'HTMLElement',
  'Promise',
  'MutationObserver',
  'CSSStyleSheet',
  'URL',
  'TextDecoder',
  'Uint8Array',
  'addEventListener',
  'setTimeout',
  'requestAnimationFrame',
];

const replaced = () => {
  const names = REPLACEABLE.filter((name) => !isNative(globalThis[name]));
  return [
    true,
    names.length > 0 ? `Scripts of the page have replaced: ${names.join(', ')}.` : 'No script of the page has replaced what the widget uses.',
    names.length > 0 ? 'Where the chat fails, look there first.' : '',
  ];
};

/** @type {Check} */
const started = (host) =>
  host
    ? [true, 'init() has run.', '']
    : [false, 'No widget is running.', 'Call HaloAgents.init({ orgId, apiKey }); where it was called, its refusal stands on the console above.'];

const once = () => {
  const count = document.querySelectorAll('halo-agents').length;
  const scripts = document.querySelectorAll('script[src*="haloagents"]').length;
  return [
    count < 2 && scripts < 2,
    `${scripts} script tag(s), ${count} widget(s).`,
    count < 2 && scripts < 2 ? '' : 'Keep one snippet: look for a second one in the template and in the tag manager.',
  ];
};

/** An agent that is reached through the page's own address has neither key nor configuration nor events. */
const PLAIN = 'hostagentes';

/** @type {Check} */
const key = (host, { apiKey, provider } = {}) => {
  if (provider === PLAIN) return [true, 'A HostAgentes agent needs no apiKey: the address in apiUrl holds the secret one.', ''];
  if (!apiKey) return [false, 'apiKey is missing.', 'Pass the widget key, ab_live_…, to init().'];
  return /^ab_/.test(apiKey)
    ? [true, 'apiKey looks like a widget key.', '']
    : [false, 'apiKey does not begin with ab_.', 'Use the publishable widget key, ab_live_….'];
};

/** Fetches and says what came, or what the browser says of a request that got no answer. */
const ask = async (address, init) => {
  let blocked = '';
  const note = (event) => {
    blocked = event.effectiveDirective;
  };
  addEventListener('securitypolicyviolation', note);
  try {
    return await fetch(address, { __proto__: null, cache: 'no-store', ...init });
  } catch {
    await new Promise((done) => setTimeout(done));
    const { origin } = new URL(address, location.href);
    if (blocked) throw [false, `${blocked} of the Content-Security-Policy forbids ${origin}.`, `Add ${origin} to ${blocked}.`];
    if (!navigator.onLine) throw [false, 'The browser is offline.', 'Try again with a network.'];
    throw [
      false,
      `${address} got no answer.`,
      'See the network panel: an ad blocker, a missing Access-Control-Allow-Origin, a wrong apiUrl or a server that is down.',
    ];
  } finally {
    removeEventListener('securitypolicyviolation', note);
  }
};

const file = (name, type, address) => async () => {
  const answer = await ask(address);
  const came = answer.headers.get('content-type') ?? 'no content type';
  if (!answer.ok) return [false, `${address} answered ${answer.status}.`, `Put ${name} beside haloagents.umd.js.`];
  return came.includes(type) ? [true, `${name} is there.`, ''] : [false, `${name} comes as ${came}.`, `Have the server send it as ${type}.`];
};

/** @type {Check} */
const config = async (host, { apiUrl, orgId, provider } = {}) => {
  if (provider === PLAIN)
    return [!!apiUrl, 'Not asked: a HostAgentes agent has no /config.', apiUrl ? '' : 'Pass the address of your site that leads to the agent as apiUrl.'];
  if (!orgId) return [false, 'orgId is missing.', 'Pass the UUID of your organisation to init().'];
  const answer = await ask(`${apiUrl ?? 'https://api.haloagents.ai/api/sdk'}/config?org_id=${encodeURIComponent(orgId)}`);
  const body = await answer.json().catch(() => ({}));
  if (answer.ok && body.agent) return [true, `The agent is ${body.agent.name}.`, ''];
  return [
    false,
    `/config answered ${answer.status}: ${body.error ?? 'not in JSON'}.`,
    answer.status === 404 || answer.status === 400 ? 'Check orgId, and that the organisation has an active agent.' : 'Check apiUrl: it ends with /api/sdk.',
  ];
};

/** @type {Check} */
const events = async (host, { apiUrl, apiKey, provider } = {}) => {
  if (provider === PLAIN) return [true, 'A HostAgentes agent takes no events.', ''];
  if (!apiKey) return [false, 'Not asked without apiKey.', ''];
  const answer = await ask(`${apiUrl ?? 'https://api.haloagents.ai/api/sdk'}/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: '{"events":[]}',
  });
  if (answer.status === 401)
    return [false, 'The server does not know apiKey.', 'Copy the widget key again; keys of another organisation or a revoked key look the same.'];
  return [true, 'The server takes apiKey, and nothing blocks /events.', ''];
};

const storage = () => {
  try {
    return [typeof localStorage.length === 'number', 'localStorage can be used.', ''];
  } catch {
    return [
      false,
      'localStorage is forbidden here.',
      'The chat works, but forgets the conversation on reload: allow storage, or same-origin in the sandbox of the frame.',
    ];
  }
};

/** @type {Check} */
const launcher = (host, { target } = {}) => {
  if (!host) return [false, 'There is no launcher.', ''];
  if (target) return [true, 'The panel fills its target; there is no launcher.', ''];
  const button = /** @type {HTMLElement} */ (host.shadowRoot?.querySelector('.launcher'));
  if (!host.isConnected) return [false, 'A script of the page has removed <halo-agents>.', 'Let that script spare the element <halo-agents>.'];
  if (button.hidden) return [true, "Hidden as asked for: ui 'manual', ui.trigger or manualOnPaths.", ''];
  const box = button.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  if (top && top !== host)
    return [
      false,
      `Covered by <${top.localName}${top.id ? ' id=' + top.id : ''}>.`,
      'Move the launcher with offset, raise zIndex, or lower the other element.',
    ];
  return [true, 'The launcher can be seen and clicked.', ''];
};

/** @type {Check} */
const recording = (host, { tracking } = {}) => {
  if (navigator.globalPrivacyControl) return [true, 'Nothing is recorded: the visitor sends Global Privacy Control.', ''];
  return [true, tracking === false ? 'Nothing is recorded: tracking is false.' : 'Behaviour is recorded as configured.', ''];
};

/** The locales that this page does not speak are nobody's loss. */
const isSpoken = (name, host) => !/^halo\.[\w-]+\.json$/.test(name) || name === `halo.${host?.dataset.locale}.json`;

/** Each form has files of its own. */
const isOfForm = (name) => (refusal() ? name !== 'halo.js' && !name.endsWith('.wasm') : name !== 'halo_plain.js');

/** What a file must come as. */
const typeOf = (name) => (name.endsWith('.wasm') ? 'application/wasm' : name.endsWith('.json') ? 'json' : 'javascript');

/** The files beside this one: all that the manifest names, or what no widget is without. */
const neighbours = async () => {
  const address = (name) => new URL(name, import.meta.url).href;
  const manifest = await fetch(address('manifest.json'))
    .then((answer) => answer.json())
    .catch(() => null);
  return Object.keys(manifest?.files ?? { 'halo.js': 0, 'halo_bg.wasm': 0 }).map((name) => [name, address(name)]);
};

/** The options of `init`, with the address by its one name. */
const options = (host) => {
  const config = host?.own?.config;
  return config && { ...config, apiUrl: config.apiUrl || config.baseUrl || config.apiBaseUrl };
};

/**
 * Runs every check, prints a table and returns the findings in order. `carried` are the files that a bundler has carried
 * along, by name; without it they lie beside this one.
 */
export const diagnose = async (carried) => {
  const host = document.querySelector('halo-agents');
  const addresses = (carried ? Object.entries(carried) : await neighbours()).filter(([name]) => isSpoken(name, host) && isOfForm(name));
  const files = addresses.map(([name, address]) => [name, file(name, typeOf(name), address)]);
  const checks = { browser, form, replaced, started, once, key, ...Object.fromEntries(files), config, events, storage, launcher, recording };
  const findings = [];
  for (const [check, look] of Object.entries(checks)) {
    const outcome = await Promise.resolve()
      .then(() => look(host, options(host)))
      .catch((thrown) => (Array.isArray(thrown) ? thrown : [false, String(thrown), 'Please report this.']));
    const [ok, finding, remedy] = outcome;
    findings.push({ check, ok, finding, remedy });
  }
  console.table(findings);
  return findings;
};
