// Sentry with tracing of every request and with Replay. Where it sends is nowhere.
import * as Sentry from "@sentry/browser";

Sentry.init({
  dsn: "https://key@errors.invalid/1",
  transport: () => ({ send: async () => ({}), flush: async () => true }),
  integrations: [Sentry.browserTracingIntegration(), Sentry.replayIntegration()],
  tracesSampleRate: 1,
  tracePropagationTargets: [/.*/],
  replaysSessionSampleRate: 1,
});
document.getElementById("try").addEventListener("click", () => {
  document.getElementById("result").textContent = Sentry.captureMessage("tried") ? "works" : "";
});
