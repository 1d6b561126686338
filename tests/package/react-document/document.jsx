// The whole document is React's: what stands beside head and body is not.
export function Document() {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <title>A consumer</title>
        <link rel="icon" href="data:," />
        <script src="/haloagents.umd.js" />
        <script src="/start.js" />
      </head>
      <body>
        <main>A page</main>
        <script type="module" src="/client.js" />
      </body>
    </html>
  );
}
