import { redactSecrets } from "../../text/secrets.ts";
import { UserError } from "../../text/user-error.ts";

const MIB = 1024 ** 2;

/** Longest that a download may take, in milliseconds, and most that it may have when unpacked. */
const PATIENCE = 60_000;
const MAX_BYTES = 64 * MIB;

/** A page goes on to another one of its host so many times. */
const MAX_REDIRECTS = 5;

/** What a page has, and when it says that it last changed. */
export interface Page {
  readonly bytes: Uint8Array;
  /** ISO date. */
  readonly datedAt: string | undefined;
}

/** How a URL is spoken of: without what may be a secret. */
export function shownUrl(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return redactSecrets(`${origin}${pathname}${search === "" ? "" : "?…"}`);
}

/**
 * What an `http(s)` URL leads to. A redirect is followed to pages of the same host.
 *
 * @throws UserError when that cannot be read, is larger than 64 MiB or takes longer than a minute.
 */
export async function download(
  url: string,
  { patience = PATIENCE, maxBytes = MAX_BYTES } = {},
): Promise<Page> {
  if (!URL.canParse(url)) throw new UserError(`${redactSecrets(url)} cannot be read: it is no URL`);
  const start = new URL(url);
  if (start.username + start.password !== "") {
    // What fetch says of it would repeat them.
    throw new UserError(
      `${shownUrl(url)} cannot be read: it has a user name or a password in it`,
      "download it and give the file instead of the URL",
    );
  }
  const limit = AbortSignal.timeout(patience);
  try {
    const response = await follow(start, limit);
    const day = Date.parse(response.headers.get("last-modified") ?? "");
    return {
      bytes: await readBody(response, maxBytes),
      datedAt: Number.isNaN(day) ? undefined : new Date(day).toISOString().slice(0, 10),
    };
  } catch (error) {
    const reason = limit.aborted ? `it takes longer than ${patience / 1000} seconds` : why(error);
    throw new UserError(
      `${shownUrl(url)} cannot be read: ${reason}`,
      "download it and give the file instead of the URL",
    );
  }
}

async function follow(start: URL, signal: AbortSignal): Promise<Response> {
  let url = start;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const response = await fetch(url, { signal, redirect: "manual" });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || location === null) {
      if (response.ok) return response;
      await response.body?.cancel();
      throw new Error(`it answers ${response.status}`);
    }
    await response.body?.cancel();
    const next = new URL(location, url);
    if (next.host !== url.host || (next.protocol !== url.protocol && next.protocol !== "https:")) {
      throw new Error(`it leads to another host, ${next.host}`);
    }
    url = next;
  }
  throw new Error(`it leads on more than ${MAX_REDIRECTS} times`);
}

/** What a server packed counts as it is unpacked. */
async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    // Leaving the loop ends the connection.
    if (size > maxBytes) throw new Error(`it has more than ${maxBytes / MIB} MiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function why(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message : String(cause);
}
