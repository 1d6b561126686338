// Our own baseline: what a good front-end developer writes in a day with Preact, marked and DOMPurify.

const page = `<script type="module" src="/files/baseline/lazy.js"></script>`;

export default {
  id: "baseline",
  name: "Preact baseline",
  package: "preact",
  colors: ["#6b21a8", "#c79bf2"],
  mounted: "a launcher that imports the panel when it is pressed",
  readme: page,
  lazy: page,
  launcher: "#baseline-launcher",
  composer: "baseline-chat textarea",
  transcript: `document.querySelector("baseline-chat").shadowRoot.querySelector("[role=log]")`,
};
