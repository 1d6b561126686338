// What must hold before anything is drawn: a usable config. What is wrong names its remedy; who is told, and how, is
// init's business. Wrong types and misspelt names are looked for when the widget is there (options.js).

/**
 * The code and the words of what is wrong with the config, or nothing.
 * @param {Config} config
 */
export const problem = ({ apiKey, orgId, provider }) => {
  if (/^ha_/.test(/** @type {string} */ (apiKey))) {
    return ['secret_key', 'An ha_ key is secret: use ab_live_.'];
  }
  if (!orgId && provider != 'hostagentes') return ['config', 'init() needs an orgId.'];
};
