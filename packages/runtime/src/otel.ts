/**
 * `@kei/runtime/otel`: spans and metrics of calls, for OpenTelemetry. Needs `@opentelemetry/api`.
 *
 * ```ts
 * import { anthropic } from "@kei/runtime/anthropic";
 * import { createTelemetry } from "@kei/runtime/otel";
 *
 * const telemetry = createTelemetry();
 * const claude = anthropic({ hooks: telemetry.hooks });
 * ```
 *
 * @module
 */

export type { Telemetry, TelemetryOptions } from "./otel/create-telemetry.ts";
export { createTelemetry } from "./otel/create-telemetry.ts";
export type { Conventions } from "./otel/names.ts";
