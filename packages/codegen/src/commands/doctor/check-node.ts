import { readFileSync } from "node:fs";
import type { Finding } from "./finding.ts";

/** Whether Node is new enough; `required` is the oldest that is, such as `20.19`. */
export function checkNode(version: string, required: string): Finding {
  const found = { check: "node", subject: "Node.js" } as const;
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = required.split(".").map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
    ? { ...found, state: "ok", message: version }
    : {
        ...found,
        state: "warn",
        message: `${version} is older than ${required}`,
        advice: `install Node ${required} or later`,
      };
}

/** The oldest Node that this program runs on, as its manifest says: `20.19`. */
export function requiredNode(): string {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { engines: { node: string } }).engines.node.replace(/^>=/, "");
}
