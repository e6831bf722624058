import type { OutputSchema } from "../chat/output-schema.ts";
import { type Execute, LOAD_CHECK, type TypedTool } from "../chat/typed-tool.ts";
import { createLoader } from "../platform/load-part.ts";

const loadCallCheck = createLoader(() => import("../output/create-call-check.ts"));

/** What {@link tool} makes a tool of. */
export interface ToolDefinition<Name extends string, Parameters extends OutputSchema | undefined> {
  /** 1 to 64 letters, digits, `_` or `-`. */
  readonly name: Name;
  /** What it is for: the model reads it. */
  readonly description?: string | undefined;
  /**
   * Schema of the arguments, an object: a Standard Schema that can tell its JSON Schema (zod 4,
   * `fromZod3(schema)`, valibot, arktype …), or JSON Schema. JSON Schema by which calls could not be
   * checked is refused before anything is sent, with code `bad-request`.
   * @default none: any object
   */
  readonly parameters?: Parameters;
  /** What `runTools` does with a call. @default the run ends, and the call is in its `pending` */
  readonly execute?: Execute<NoInfer<Parameters>> | undefined;
}

/**
 * A tool whose calls are checked by its parameters, and typed by them in `reply.toolCalls`. A call that
 * does not follow them has no `arguments` but `invalidArguments`, with what is wrong in `issues`; the
 * reply has a warning, and what the model wrote stays in `content`. So has a call of a tool that is none
 * of the request's.
 *
 * @example
 * const weather = tool({
 *   name: "weather",
 *   parameters: z.object({ city: z.string() }),
 *   execute: ({ city }) => forecastOf(city),
 * });
 */
export function tool<
  const Name extends string,
  const Parameters extends OutputSchema | undefined = undefined,
>(definition: ToolDefinition<Name, Parameters>): TypedTool<Name, Parameters> {
  return { ...definition, [LOAD_CHECK]: loadCallCheck };
}
