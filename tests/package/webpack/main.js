import { init } from "halo-widget";

init({
  orgId: "0d9c1f6e-6f0a-4b7e-9a43-2f6d1f5b8a10",
  apiKey: "ab_live_demo_8f2c41d7a9e05b36",
  apiUrl: new URLSearchParams(location.search).get("api"),
  locale: new URLSearchParams(location.search).get("locale"),
});
