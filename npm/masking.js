// What was said in the chat is left out of the recordings that session replay tools make of a page: fields they mask by
// themselves, texts by the classes and attributes that each of them documents. They count for all that stands within.

/**
 * By class, read in the packages of Sentry 11.12, rrweb 2.2, PostHog 1.449, Highlight 10.7, Amplitude 1.51, New Relic 1.322 and
 * Mixpanel 2.83, and in the documentation of FullStory.
 */
const CLASSES = 'sentry-mask rr-mask ph-mask fs-mask highlight-mask amp-mask nr-mask mp-mask';

/**
 * By attribute, read in the packages of Datadog 7.16, Microsoft Clarity 0.8 and OpenReplay 19.0, and in the documentation of
 * LogRocket, Hotjar, Smartlook, Heap and Contentsquare.
 */
const ATTRIBUTES = {
  'data-dd-privacy': 'mask',
  'data-private': 'redact',
  'data-hj-suppress': '',
  'data-clarity-mask': 'true',
  'data-recording-sensitive': 'true',
  'data-openreplay-obscured': '',
  'data-heap-redact-text': 'true',
  'data-cs-mask': '',
};

/**
 * The attributes of the element that holds all texts.
 * @param {Config} config
 */
export const slotAttributes = ({ sessionReplay }) => (sessionReplay == 'shown' ? { class: 'slot' } : { ...ATTRIBUTES, class: `slot ${CLASSES}` });
