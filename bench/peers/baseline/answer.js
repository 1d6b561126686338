// An answer's Markdown as HTML that is safe to show.

import DOMPurify from "dompurify";
import { marked } from "marked";
import { h } from "preact";
import { useMemo } from "preact/hooks";

export function Answer({ text }) {
  const html = useMemo(() => DOMPurify.sanitize(marked.parse(text)), [text]);
  return h("div", { dangerouslySetInnerHTML: { __html: html } });
}
