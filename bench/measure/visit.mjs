// One visit: a browser profile of its own with one tab, and what the browser itself counts about it. What is done in the
// tab is for others to say.

/**
 * Runs in the page before any script: notes tasks over 50 ms and shifts of the layout, as the browser reports them, and the
 * memories of WebAssembly modules.
 */
const OBSERVE = () => {
  const seen = { longest: 0, tasks: 0, shift: 0, memories: [] };
  globalThis[Symbol.for("bench")] = seen;
  const observe = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  observe("longtask", ({ duration }) => ((seen.longest = Math.max(seen.longest, duration)), (seen.tasks += 1)));
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const native = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await native.apply(WebAssembly, given);
      const { exports } = made.instance ?? made;
      seen.memories.push(...Object.values(exports).filter((value) => value instanceof WebAssembly.Memory));
      return made;
    };
  }
  observe("layout-shift", ({ value, hadRecentInput }) => hadRecentInput || (seen.shift += value));
};

/** A pause in which no request runs counts as the end of loading. */
const QUIET_MS = 1_000;
const LOAD_LIMIT_MS = 60_000;
const CLOSE_MS = 5_000;
const SECOND = 1_000;
/** The profiler's names for time in which nothing runs, and in which the browser itself does. */
const IDLE = ["(root)", "(idle)"];
const NATIVE = "(program)";

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Follows the requests of a tab: how many ended, with how many bytes, the page itself left out. */
async function followNetwork(session) {
  const running = new Map();
  const seen = { requests: 0, bytes: 0, last: performance.now(), running };
  const end = (requestId, bytes) => {
    if (!running.delete(requestId)) return;
    seen.bytes += bytes;
    seen.last = performance.now();
  };
  session.on("Network.requestWillBeSent", ({ requestId, type, request }) => {
    if (type === "Document" || request.url.startsWith("data:") || request.url.startsWith("blob:")) return;
    if (!running.has(requestId)) seen.requests += 1;
    running.set(requestId, request.url);
    seen.last = performance.now();
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => end(requestId, encodedDataLength));
  session.on("Network.loadingFailed", ({ requestId }) => end(requestId, 0));
  await session.send("Network.enable");
  return seen;
}

/** Opens a tab and hands it to `work`, whatever comes of it closes the tab. */
export async function visit(browser, work) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(LOAD_LIMIT_MS);
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    // The thread's own time: what else the machine does is no part of it.
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    await session.send("Profiler.enable");
    await page.addInitScript(OBSERVE);
    const network = await followNetwork(session);
    return await work(new Visit(page, session, network));
  } finally {
    // A tab that hangs is closed by the end of its browser.
    await Promise.race([context.close().catch(() => {}), pause(CLOSE_MS)]);
  }
}

class Visit {
  constructor(page, session, network) {
    Object.assign(this, { page, session, network });
  }

  /** Processor time of the main thread so far, in milliseconds, by the browser's own account, without our looking on. */
  async times() {
    const { metrics } = await this.session.send("Performance.getMetrics");
    const of = (name) => metrics.find((metric) => metric.name === name).value * SECOND;
    return { task: of("TaskDuration") - of("DevToolsCommandDuration"), layout: of("LayoutDuration") + of("RecalcStyleDuration") };
  }

  /** From here on the script's time is taken, a sample every so many microseconds. */
  async watchScript(interval) {
    await this.session.send("Profiler.setSamplingInterval", { interval });
    await this.session.send("Profiler.start");
  }

  /**
   * Share of script in what the main thread did since `watchScript`: JavaScript and WebAssembly, the layout that they forced
   * and the collection of their garbage. Times a task's time it is the script's time. The browser's own ScriptDuration
   * leaves out what runs in promises, which for some peers is all of it.
   */
  async scriptShare() {
    const { profile } = await this.session.send("Profiler.stop");
    const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame.url ? "" : callFrame.functionName]));
    const sum = { busy: 0, script: 0 };
    profile.samples.forEach((id, n) => {
      const name = names.get(id);
      if (!IDLE.includes(name)) sum.busy += profile.timeDeltas[n];
      if (!IDLE.includes(name) && name !== NATIVE) sum.script += profile.timeDeltas[n];
    });
    return sum.busy > 0 ? sum.script / sum.busy : 0;
  }

  /** Bytes that are still held after everything unneeded was let go: of scripts, of the DOM and of WebAssembly. */
  async heap() {
    for (let round = 0; round < 2; round += 1) await this.session.send("HeapProfiler.collectGarbage");
    const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } = await this.session.send("Runtime.getHeapUsage");
    return usedSize + embedderHeapUsedSize + backingStorageSize + (await this.webAssemblyMemory());
  }

  /** The browser's account of its heap leaves this out. Whole pages are counted, used or not. */
  webAssemblyMemory() {
    return this.evaluate(`globalThis[Symbol.for("bench")].memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)`);
  }

  /** Runs an expression in the page without anything of the driver's around it. */
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.session.send("Runtime.evaluate", { expression, returnByValue: true });
    if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    return result.value;
  }

  /** Long tasks and layout shifts so far. */
  seen() {
    return this.evaluate(`({ ...globalThis[Symbol.for("bench")], memories: undefined })`);
  }

  /** Waits until nothing has been fetched for a while. */
  async quiet(limit = LOAD_LIMIT_MS) {
    const end = performance.now() + limit;
    while (performance.now() < end) {
      if (this.network.running.size === 0 && performance.now() - this.network.last > QUIET_MS) return;
      await pause(50);
    }
    throw new Error(`still fetching after ${limit} ms: ${[...this.network.running.values()]}`);
  }

  /** Presses the launcher and waits until a visitor could type. */
  async open(peer) {
    await this.page.locator(peer.launcher).first().click();
    await this.page.locator(peer.composer).first().waitFor({ state: "visible" });
  }

  async ask(peer, question) {
    const composer = this.page.locator(peer.composer).first();
    await composer.fill(question);
    await composer.focus();
    // Nobody waits for the key: some peers do not return from the answer before its end.
    const key = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, text: "\r" };
    for (const type of ["keyDown", "keyUp"]) this.session.send("Input.dispatchKeyEvent", { type, ...key }).catch(() => {});
  }
}
