import { readFileSync } from "node:fs";

/** The oldest Node that this program runs on, as its manifest says: `20.19`. */
export function requiredNode(): string {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { engines: { node: string } }).engines.node.replace(/^>=/, "");
}
