import { FailureError } from "../chat/errors.ts";
import { type OutputSchema, standardOf } from "../chat/output-schema.ts";
import type { Warning } from "../chat/reply.ts";
import type { ArgumentIssue, Tool, ToolCallPart } from "../chat/request.ts";
import { type CallCheck, isTypedTool } from "../chat/typed-tool.ts";
import { assertCheckable } from "./assert-checkable.ts";
import { toJsonSchema } from "./to-json-schema.ts";
import { type Validated, validate } from "./validate.ts";
import { warnOfFormats } from "./warn-of-formats.ts";

/** What is wrong is told up to here: the rest is like it. */
const MAX_ISSUES = 10;

/**
 * Checks calls by the parameters of tools that `tool` made; those of others pass as they are. Loaded
 * with the first request that has such a tool, before it is sent.
 *
 * @throws FailureError `bad-request` when no call could be checked by the parameters of one
 */
export function createCallCheck(
  tools: readonly Tool[],
  warn: (warning: Warning) => void,
): CallCheck {
  const schemas = new Map<string, OutputSchema | undefined>();
  for (const [i, tool] of tools.entries()) {
    const { name, parameters } = tool;
    schemas.set(name, isTypedTool(tool) ? parameters : undefined);
    if (!isTypedTool(tool) || parameters === undefined) continue;
    if (standardOf(parameters)?.validate !== undefined) continue;
    const at = `tools[${i}].parameters`;
    const json = toJsonSchema(parameters, at);
    assertCheckable(json, at);
    warnOfFormats(json, `calls of ${name} are`, warn);
  }
  return (calls) =>
    Promise.all(
      calls.map(async (call) => {
        const { name, invalidArguments, arguments: args } = call;
        if (invalidArguments !== undefined) return call;
        if (!schemas.has(name)) {
          return invalid(call, [{ path: "", message: `are for no tool of the request` }]);
        }
        const schema = schemas.get(name);
        if (schema === undefined) return call;
        const result = await checked(schema, args, name);
        return result.issues === undefined
          ? { ...call, arguments: result.value }
          : invalid(call, result.issues.slice(0, MAX_ISSUES));
      }),
    );
}

async function checked(schema: OutputSchema, args: unknown, name: string): Promise<Validated> {
  try {
    return await validate(schema, args);
  } catch (cause) {
    throw new FailureError({
      code: "protocol",
      message: `the parameters of ${name} threw while they checked a call`,
      retryable: false,
      cause,
    });
  }
}

function invalid(call: ToolCallPart, issues: readonly ArgumentIssue[]): ToolCallPart {
  return {
    ...call,
    arguments: undefined,
    invalidArguments: JSON.stringify(call.arguments),
    issues,
  };
}
