import { pathToFileURL } from "node:url";

/** What somebody else's module threw, and at which line of it, where the stack says so. */
export function thrownBy(path: string, error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const url = pathToFileURL(path).href;
  const frame = (error.stack ?? "").split("\n").find((line) => line.includes(`${url}:`));
  const line = frame === undefined ? undefined : /:(\d+):\d+\)?$/.exec(frame)?.[1];
  return `${error.name}: ${error.message}${line === undefined ? "" : ` (line ${line})`}`;
}
