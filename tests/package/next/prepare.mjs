// The guide's component, as it stands there, in a layout of its own: built and rendered by Next.js like the other page.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { fencesOf, filled } from "../../browser/harness/fences.mjs";
import { DEMO } from "../../browser/harness/place.mjs";

const LAYOUT = `import Chat from "./chat";
export const metadata = { title: "A consumer", icons: { icon: "data:," } };
export default function Layout({ children }) {
  return <html lang="en"><body>{children}<Chat userId="user-42" /></body></html>;
}
`;

/** Writes the page; its path, and who the server shall hear of. */
export function prepare(folder) {
  const [{ code }] = fencesOf("tests/package/next");
  const app = join(folder, "app/(guide)");
  mkdirSync(join(app, "guide"), { recursive: true });
  writeFileSync(join(app, "chat.jsx"), filled(code, DEMO));
  writeFileSync(join(app, "layout.jsx"), LAYOUT);
  writeFileSync(join(app, "guide/page.jsx"), "export default function Page() { return <main>A page</main>; }\n");
  return [{ path: "/guide.html", userId: "user-42" }];
}
