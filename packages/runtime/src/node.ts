/**
 * `@kei/runtime/node`: what only Node has.
 *
 * ```ts
 * import { anthropic } from "@kei/runtime/anthropic";
 * import { createNodeTransport } from "@kei/runtime/node";
 *
 * const claude = anthropic({ transport: createNodeTransport() });
 * ```
 *
 * Costs less than half of what fetch does for each request. Make one with options of its own for a
 * proxy or for certificates: `createNodeTransport({ httpsAgent })`.
 *
 * @module
 */

export type { ProcessTransportOptions } from "./protocols/codex-exec/process-transport.ts";
export { createProcessTransport } from "./protocols/codex-exec/process-transport.ts";
export type { NodeTransportOptions } from "./transport/node-transport.ts";
export { createNodeTransport } from "./transport/node-transport.ts";
