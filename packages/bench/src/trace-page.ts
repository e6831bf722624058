import type { Browser, Page } from "playwright-core";

/** What Chromium's own trace says of a page. */
export interface TracedPage {
  /** From the start of the navigation, in milliseconds. */
  readonly firstPaint: number;
  readonly firstContentfulPaint: number;
  /** Objects of scripts after a collection, in bytes. */
  readonly heap: number;
  /** What the page's process has for itself alone, in bytes. */
  readonly footprint: number;
}

/** What is read of an event; a trace has many kinds of them. */
interface TraceEvent {
  readonly name: string;
  /** Microseconds. */
  readonly ts: number;
  readonly pid: number;
  readonly args: {
    readonly data?: { readonly navigationId?: string; readonly jsHeapSizeUsed?: number };
    /** Of a dump of memory: bytes in hexadecimal. */
    readonly dumps?: { readonly process_totals?: { readonly private_footprint_bytes?: string } };
  };
}

const CATEGORIES = [
  "blink.user_timing",
  "loading",
  "devtools.timeline",
  "disabled-by-default-devtools.timeline",
  "disabled-by-default-memory-infra",
];

/** Records a trace of a page that is opened in a context of its own, and reads it. */
export async function tracePage(
  browser: Browser,
  url: string,
  isReady: (page: Page) => Promise<void>,
): Promise<TracedPage> {
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => {
    events.push(...(value as unknown as TraceEvent[]));
  });
  const complete = new Promise<void>((done) => {
    session.once("Tracing.tracingComplete", () => done());
  });
  // Nothing of an earlier page is in a cache of it.
  const context = await browser.newContext();
  const page = await context.newPage();
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: {
      recordMode: "recordAsMuchAsPossible",
      includedCategories: CATEGORIES,
      memoryDumpConfig: {},
    },
  });
  await page.goto(url);
  await isReady(page);
  const own = await context.newCDPSession(page);
  await own.send("HeapProfiler.collectGarbage");
  await session.send("Tracing.requestMemoryDump", { deterministic: false, levelOfDetail: "light" });
  // Counters are written with a frame.
  await page.evaluate(
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))",
  );
  await session.send("Tracing.end");
  await complete;
  await context.close();
  await session.detach();
  return read(events);
}

/** The one page that painted something, and its process. */
function read(events: readonly TraceEvent[]): TracedPage {
  const last = (name: string, isWanted: (event: TraceEvent) => boolean) => {
    const found = events.findLast((event) => event.name === name && isWanted(event));
    if (found === undefined) throw new Error(`the trace has no ${name}`);
    return found;
  };
  const paint = last("firstPaint", () => true);
  const { navigationId } = paint.args.data ?? {};
  const isSame = ({ args }: TraceEvent) => args.data?.navigationId === navigationId;
  const start = last("navigationStart", isSame).ts;
  const counters = last("UpdateCounters", ({ pid }) => pid === paint.pid);
  const totals = events.findLast(
    ({ pid, args }) => pid === paint.pid && args.dumps?.process_totals !== undefined,
  )?.args.dumps?.process_totals;
  return {
    firstPaint: (paint.ts - start) / 1_000,
    firstContentfulPaint: (last("firstContentfulPaint", isSame).ts - start) / 1_000,
    heap: Number(counters.args.data?.jsHeapSizeUsed),
    footprint: Number.parseInt(totals?.private_footprint_bytes ?? "", 16),
  };
}
