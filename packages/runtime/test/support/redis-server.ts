import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether there is a `redis-server`: Debian's package of that name. */
export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

if (!hasRedis)
  console.log("skipped: what shares limits over Redis, since there is no redis-server");

/** A server of the test's own, which keeps nothing. Reached by a socket in a folder that nobody else has. */
export class RedisServer {
  readonly #folder = mkdtempSync(join(tmpdir(), "kei-redis-"));
  #process: ChildProcess | undefined;

  get path(): string {
    return join(this.#folder, "redis.sock");
  }

  async start(): Promise<this> {
    const options = ["--port", "0", "--unixsocket", this.path, "--dir", this.#folder];
    const child = spawn("redis-server", [...options, "--save", "", "--appendonly", "no"], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = child;
    let said = "";
    await new Promise<void>((resolve, reject) => {
      child.stdout.on("data", (text) => {
        said += String(text);
        if (said.includes("eady to accept connections")) resolve();
      });
      child.on("error", reject);
      child.on("close", () => reject(new Error(`redis-server ended: ${said}`)));
    });
    return this;
  }

  /** At once, as if its machine were gone: what it knew is lost. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  async end(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
