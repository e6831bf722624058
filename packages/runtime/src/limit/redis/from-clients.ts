import { digest } from "../../platform/digest.ts";
import type { Eval } from "./script-runner.ts";

/** What is used of a client of `ioredis` or `iovalkey`, cluster or not. */
export interface IoredisClient {
  evalsha(sha: string, keys: number, ...args: string[]): Promise<unknown>;
  eval(script: string, keys: number, ...args: string[]): Promise<unknown>;
}

/** Scripts over a client of `ioredis` or `iovalkey`: by their hash, and whole where Redis lacks them. */
export function fromIoredis(client: IoredisClient): Eval {
  return bySha(
    (sha, keys, args) => client.evalsha(sha, keys.length, ...keys, ...args),
    (script, keys, args) => client.eval(script, keys.length, ...keys, ...args),
  );
}

/** What is used of a client of `redis` (node-redis), cluster or not. */
export interface NodeRedisClient {
  evalSha(sha: string, options: NodeRedisArguments): Promise<unknown>;
  eval(script: string, options: NodeRedisArguments): Promise<unknown>;
}

interface NodeRedisArguments {
  keys: string[];
  arguments: string[];
}

/** Scripts over a client of `redis`, which is connected: by their hash, and whole where Redis lacks them. */
export function fromNodeRedis(client: NodeRedisClient): Eval {
  const options = (keys: readonly string[], args: readonly string[]) => ({
    keys: [...keys],
    arguments: [...args],
  });
  return bySha(
    (sha, keys, args) => client.evalSha(sha, options(keys, args)),
    (script, keys, args) => client.eval(script, options(keys, args)),
  );
}

function bySha(evalSha: Eval, evalScript: Eval): Eval {
  const hashes = new Map<string, string | undefined>();
  return async (script, keys, args) => {
    if (!hashes.has(script)) hashes.set(script, await digest("SHA-1", script));
    const hash = hashes.get(script);
    if (hash === undefined) return await evalScript(script, keys, args);
    try {
      return await evalSha(hash, keys, args);
    } catch (thrown) {
      if (!(thrown instanceof Error && thrown.message.startsWith("NOSCRIPT"))) throw thrown;
      return await evalScript(script, keys, args);
    }
  };
}
