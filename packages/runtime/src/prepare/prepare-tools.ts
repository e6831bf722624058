import type { JsonSchema } from "../chat/json-schema.ts";
import type { Tool, ToolChoice } from "../chat/request.ts";
import { must, unsupported } from "../failure/request-failures.ts";
import { toJsonSchema } from "../output/to-json-schema.ts";
import type { PreparedTool } from "../protocols/prepared-request.ts";
import { checkBreak } from "./prepare-messages.ts";
import { carries, ignore, isToldNot, lacks, refuses, type Target, wayTo } from "./target.ts";

const NO_PARAMETERS: JsonSchema = { type: "object", properties: {} };

/** Checks tools and writes their parameters as JSON Schema. */
export function prepareTools(tools: readonly Tool[], target: Target): readonly PreparedTool[] {
  if (!Array.isArray(tools)) throw must("tools", "a list");
  const { id, protocol } = target;
  if (tools.length > 0 && (!protocol.supports.tools || lacks(target, "tools"))) {
    throw unsupported(
      "tools",
      protocol.supports.tools ? id : protocol.name,
      wayTo(target, "tools"),
    );
  }
  const names = new Set<string>();
  return tools.map((tool: Tool, i) => {
    const { name, description, parameters, strict, cacheBreak } = tool ?? {};
    const at = `tools[${i}]`;
    // What every provider takes.
    if (typeof name !== "string" || !/^[\w-]{1,64}$/.test(name) || names.has(name)) {
      throw must(`${at}.name`, "1 to 64 letters, digits, _ or -, and its own");
    }
    names.add(name);
    if (description !== undefined && typeof description !== "string") {
      throw must(`${at}.description`, "a text");
    }
    checkBreak(cacheBreak, at);
    const schema =
      parameters === undefined ? NO_PARAMETERS : toJsonSchema(parameters, `${at}.parameters`);
    if (schema["type"] !== "object") throw must(`${at}.parameters`, 'of type "object"');
    if (strict !== undefined && typeof strict !== "boolean") {
      throw must(`${at}.strict`, "true or false");
    }
    const isCarried = carries(target, "strict") && !refuses(target, "strict-tools");
    if (strict && !isCarried) {
      const who = carries(target, "strict") ? id : protocol.name;
      ignore(target, `${at}.strict`, `${who} does not hold a model to the schema of a tool`);
    }
    return {
      name,
      description,
      parameters: schema,
      ...(isCarried && strict !== undefined && { strict }),
      ...(cacheBreak && { cacheBreak }),
    };
  });
}

/** What is left to say of a choice: `undefined` when it is the provider's own, or about no tools. */
export function prepareToolChoice(
  choice: ToolChoice,
  tools: readonly PreparedTool[],
  target: Target,
): ToolChoice | undefined {
  const { id, protocol } = target;
  if (choice === "none" || choice === "auto") {
    if (tools.length === 0) return undefined;
  } else if (choice !== "required" || tools.length === 0) {
    const named = (choice as { readonly tool: string } | null)?.tool;
    if (!tools.some(({ name }) => name === named)) {
      throw must("toolChoice", "auto, none, required or { tool }, with the name of one of tools");
    }
  }
  const isForced = choice !== "auto" && choice !== "none";
  if (isForced && isToldNot(target, "tool-choice")) {
    const way = wayTo(target, "tool-choice");
    throw unsupported("toolChoice required or { tool }", id, way || "auto");
  }
  if (protocol.supports.toolChoice) return choice;
  if (choice === "auto") return undefined;
  throw unsupported("toolChoice", protocol.name, "auto");
}
