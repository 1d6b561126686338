// Datadog's Real User Monitoring, with its headers on every request. Where it sends is a path of the page's own server.
import { datadogRum } from "@datadog/browser-rum";

datadogRum.init({
  applicationId: "00000000-0000-0000-0000-000000000000",
  service: "shop",
  clientToken: "pub00000000000000000000000000000000",
  proxy: () => "data:,",
  sessionSampleRate: 100,
  sessionReplaySampleRate: 100,
  defaultPrivacyLevel: "mask-user-input",
  allowedTracingUrls: [() => true],
  trackUserInteractions: true,
});
document.getElementById("try").addEventListener("click", () => {
  document.getElementById("result").textContent = datadogRum.getInitConfiguration() ? "works" : "";
});
