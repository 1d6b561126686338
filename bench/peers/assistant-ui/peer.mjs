// @assistant-ui/react: parts of React from which a page builds its chat; no launcher.

export default {
  id: "assistant-ui",
  package: "@assistant-ui/react",
  colors: ["#7c5e10", "#ecc94b"],
  mounted: "a thread in an element of the page, or imported by a button of ours",
  readme: `<div id="assistant" style="height:600px"></div><script type="module" src="/files/assistant-ui/readme.js"></script>`,
  lazy: `<script type="module" src="/files/assistant-ui/lazy.js"></script>`,
  launcher: "#launcher",
  composer: "textarea.composer",
  transcript: `document.querySelector(".transcript")`,
};
