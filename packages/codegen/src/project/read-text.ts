import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "../text/user-error.ts";
import { reason } from "./read-registry.ts";

/** Longest that a download may take, in milliseconds. */
const PATIENCE = 60_000;

/**
 * The text of a file, or of a page where the name is an `http(s)` URL: the network is used for
 * nothing else.
 *
 * @throws UserError that says why it cannot be read.
 */
export async function readText(name: string, cwd: string): Promise<string> {
  if (/^https?:\/\//i.test(name)) return await download(name);
  try {
    return readFileSync(resolve(cwd, name), "utf8");
  } catch (error) {
    throw new UserError(`${name} cannot be read: ${reason(error)}`);
  }
}

async function download(url: string): Promise<string> {
  let answer: string;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
    if (response.ok) return await response.text();
    answer = `it answers ${response.status}`;
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    answer = cause instanceof Error ? cause.message : String(cause);
  }
  throw new UserError(
    `${url} cannot be read: ${answer}`,
    "download it and give the file instead of the URL",
  );
}
