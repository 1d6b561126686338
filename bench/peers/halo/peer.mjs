// Halo itself, as shipped: the script tag of the install guide, with the default of loading when the page is idle, and
// with loading on interest alone.

const snippet = (more) => `<script src="/sdk/latest/haloagents.umd.js"></script>
<script>window.HaloAgents.init({ orgId: "0d9c1f6e-6f0a-4b7e-9a43-2f6d1f5b8a10", apiKey: "ab_live_bench", apiUrl: "/api/sdk"${more} });</script>`;

export default {
  id: "halo",
  name: "Halo",
  colors: ["#1d4ed8", "#7aa7ff"],
  mounted: 'the two script tags, or the same with `load: "interaction"`',
  readme: snippet(""),
  lazy: snippet(`, load: "interaction"`),
  launcher: `halo-agents button[aria-label^="Open chat"]`,
  composer: `halo-agents [role=dialog] textarea`,
  transcript: `document.querySelector("halo-agents").shadowRoot.querySelector("[role=log]")`,
};
