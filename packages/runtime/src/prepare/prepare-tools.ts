import { toJsonSchema } from "../output/to-json-schema.ts";
import type { JsonSchema, PreparedTool } from "../protocols/protocol.ts";
import type { Tool, ToolChoice } from "../request.ts";
import { badRequest, unsupported } from "./failures.ts";
import { lacks, type Target } from "./target.ts";

const NO_PARAMETERS: JsonSchema = { type: "object", properties: {} };

/** Checks tools and writes their parameters as JSON Schema. */
export function prepareTools(tools: readonly Tool[], target: Target): readonly PreparedTool[] {
  if (!Array.isArray(tools)) throw badRequest("tools is not a list");
  const { id, protocol } = target;
  if (tools.length > 0 && (!protocol.supports.tools || lacks(target, "tools"))) {
    throw unsupported(
      `tools are given, which ${protocol.supports.tools ? id : protocol.name} cannot call`,
    );
  }
  const names = new Set<string>();
  return tools.map((tool: Tool, i) => {
    const { name, description, parameters } = tool ?? {};
    // What every provider takes.
    if (typeof name !== "string" || !/^[\w-]{1,64}$/.test(name)) {
      throw badRequest(`tools[${i}].name is not 1 to 64 letters, digits, _ or -`);
    }
    if (names.has(name)) throw badRequest(`tools[${i}].name is "${name}" once more`);
    names.add(name);
    if (description !== undefined && typeof description !== "string") {
      throw badRequest(`tools[${i}].description is not a text`);
    }
    const at = `tools[${i}].parameters`;
    const schema = parameters === undefined ? NO_PARAMETERS : toJsonSchema(parameters, at);
    if (schema["type"] !== "object") {
      throw badRequest(`${at} is not a schema of an object (type: "object")`);
    }
    return { name, description, parameters: schema };
  });
}

/** What is left to say of a choice: `undefined` when it is the provider's own, or about no tools. */
export function prepareToolChoice(
  choice: ToolChoice,
  tools: readonly PreparedTool[],
  { protocol }: Target,
): ToolChoice | undefined {
  const wanted = typeof choice === "object" ? choice?.tool : undefined;
  if (wanted !== undefined) {
    if (!tools.some(({ name }) => name === wanted)) {
      throw badRequest(`toolChoice.tool is ${JSON.stringify(wanted)}, which is none of tools`);
    }
  } else if (choice !== "auto" && choice !== "none" && choice !== "required") {
    throw badRequest("toolChoice is not one of auto, none, required, { tool }");
  } else if (tools.length === 0) {
    if (choice === "required") throw badRequest('toolChoice is "required", and there are no tools');
    return undefined;
  }
  if (protocol.supports.toolChoice) return choice;
  if (choice === "auto") return undefined;
  throw unsupported(`toolChoice is set, and with ${protocol.name} the model always chooses`);
}
