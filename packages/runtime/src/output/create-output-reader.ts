import { FailureError } from "../chat/errors.ts";
import { type OutputSchema, standardOf } from "../chat/output-schema.ts";
import type { FinishReason, PartialReply, Warning } from "../chat/reply.ts";
import type { ReplyPart, TextPart } from "../chat/request.ts";
import { assertCheckable } from "./assert-checkable.ts";
import { parseOutput } from "./parse-output.ts";
import { toJsonSchema } from "./to-json-schema.ts";
import { warnOfFormats } from "./warn-of-formats.ts";

/**
 * Makes the value that a schema asks for of a whole answer; `undefined` when tools are to be called
 * first, or the provider paused, since the answer is still to come.
 *
 * @throws FailureError when the answer is none, or does not follow the schema.
 */
export type OutputReader = (
  finishReason: FinishReason | undefined,
  answer: PartialReply,
) => Promise<unknown>;

/**
 * Reads answers by a schema. With it comes all code that looks into schemas: it is loaded with the
 * first request that has one.
 *
 * @throws FailureError `bad-request` when no answer could be checked by the schema
 */
export function createOutputReader(
  schema: OutputSchema,
  warn: (warning: Warning) => void,
): OutputReader {
  if (standardOf(schema)?.validate === undefined) {
    const json = toJsonSchema(schema, "output");
    assertCheckable(json);
    warnOfFormats(json, "an answer is", warn);
  }
  return async (
    finishReason,
    { text, content, refusal = "a filter of the provider's ended it" },
  ) => {
    switch (finishReason) {
      case "tool-calls":
      case "paused":
        return undefined;
      case "refusal":
      case "content-filter":
        throw new FailureError({
          code: "content-blocked",
          message: `the model gave no answer for the output schema: ${refusal}`,
        });
      case "length":
        throw new FailureError({
          code: "truncated",
          message:
            "the answer reached its limit of tokens before it was whole: raise maxOutputTokens",
          retryable: false,
        });
      default:
        return await parseOutput(schema, text, content.findLast(isText)?.text);
    }
  };
}

function isText(part: ReplyPart): part is TextPart {
  return part.type === "text";
}
