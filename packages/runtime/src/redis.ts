/**
 * `@kei/runtime/redis`: limits that processes share.
 *
 * ```ts
 * import { anthropic } from "@kei/runtime/anthropic";
 * import { fromIoredis, redisLimiter } from "@kei/runtime/redis";
 * import { Redis } from "ioredis";
 *
 * const limiter = redisLimiter({ eval: fromIoredis(new Redis()), rpm: 4000, tpm: 2_000_000 });
 * const claude = anthropic({ limiter });
 * ```
 *
 * @module
 */

export type { Budgets } from "./limit/budgets.ts";
export type { BudgetLimiter, Grant, LimitRequest, Spent } from "./limit/limiter.ts";
export type { IoredisClient, NodeRedisClient } from "./limit/redis/from-clients.ts";
export { fromIoredis, fromNodeRedis } from "./limit/redis/from-clients.ts";
export type { RedisLimiterOptions, RedisState } from "./limit/redis/redis-limiter.ts";
export { redisLimiter } from "./limit/redis/redis-limiter.ts";
export type { Eval } from "./limit/redis/script-runner.ts";
