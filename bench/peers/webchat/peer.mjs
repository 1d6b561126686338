// botframework-webchat: the file its documentation has pages load from a script tag, rendered into an element, with a
// Direct Line that speaks to the server of the comparison.

export default {
  id: "webchat",
  package: "botframework-webchat",
  colors: ["#475569", "#a9b8cc"],
  mounted: "`renderWebChat` into an element of the page, or loaded by a button of ours",
  readme: `<div id="webchat" style="height:600px"></div><script src="/files/webchat/webchat.js"></script><script type="module" src="/files/webchat/readme.js"></script>`,
  lazy: `<script type="module" src="/files/webchat/lazy.js"></script>`,
  copied: { "webchat.js": "botframework-webchat/dist/webchat.js" },
  launcher: "#launcher",
  composer: `input[data-id="webchat-sendbox-input"], textarea[data-id="webchat-sendbox-input"]`,
  transcript: `document.querySelector(".webchat__basic-transcript")`,
};
