import { FailureError } from "../../src/chat/errors.ts";
import { createCallCheck } from "../../src/output/create-call-check.ts";
import { createOutputReader } from "../../src/output/create-output-reader.ts";
import { jsonCandidates } from "../../src/output/json-candidates.ts";
import { linearPattern } from "../../src/output/linear-pattern.ts";
import { toJsonSchema } from "../../src/output/to-json-schema.ts";
import { tool } from "../../src/tools/tool.ts";
import { again, type Growing, numbered, shapes } from "./growing.ts";

/** Extraction, and the check by the schema. */
const readsBy = (schema: object) => async (text: string) => {
  const read = createOutputReader(schema as never, () => {});
  try {
    await read("stop", { text, content: [{ type: "text", text }], toolCalls: [] });
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown;
  }
};

const ANY = readsBy({ type: "object" });
const PATTERNS = ["^(a+)+$", "(?=.*b)a", "(?<=a+)b", "(a|aa)*c", String.raw`\bx\b`].map(
  linearPattern,
);

const CALLS = createCallCheck(
  [tool({ name: "f", parameters: { type: "object", properties: { list: { type: "array" } } } })],
  () => {},
);

/** Arguments of one call, and as many calls. */
const checksCalls = (text: string) => {
  const args: unknown = JSON.parse(text);
  const calls = (Array.isArray(args) ? args : [args]).map((each, i) => ({
    type: "tool-call" as const,
    id: `c${i}`,
    name: "f",
    arguments: each,
  }));
  return CALLS(calls);
};

/** A schema that a caller may have got from elsewhere. */
async function takeSchema(text: string): Promise<void> {
  try {
    const read = createOutputReader(JSON.parse(text), () => {});
    await read("stop", { text: "{}", content: [], toolCalls: [] });
    toJsonSchema(JSON.parse(text), "output");
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown;
  }
}

/** What structured output is read by. */
export const outputs: readonly Growing[] = [
  ...shapes("structured output", ANY, [
    "{",
    "}",
    "[",
    "]",
    "{}",
    '{"a":',
    '"',
    "\\",
    '"\\"',
    "```",
    "```\n",
    "\n```json\n{\n```\n",
    "\n```\n{}\n```\n",
    "``",
    "`",
    "<think>",
    "</think>",
    "[/THINK]",
    "[THINK]",
    "<think></think>",
    " ",
    "\n",
    "x",
    again("\\", '"', '"'),
    again('\\"', '"{', '}"'),
    again("```", "<think>"),
    again("[", "```json\n", "\n```"),
    again("0,", "[", "0]"),
  ]),
  ...shapes("candidates", jsonCandidates, ["{", "```", "</thinking>", "◁/think▷"]),
  ...shapes(
    "an answer by its schema",
    readsBy({
      type: "object",
      properties: { list: { type: "array", uniqueItems: true, items: { enum: ["a", 1, {}] } } },
      patternProperties: { "^(x+)+$": { type: "integer" } },
      additionalProperties: { anyOf: [{ type: "string", pattern: "^(a+)+$" }, { type: "object" }] },
    }),
    [
      numbered((i) => `"v${i}",`, '{"list":[', "0]}"),
      numbered((i) => `{"k":${i}},`, '{"list":[', "0]}"),
      numbered((i) => `"x${i}":1,`, "{", '"x":1}'),
      numbered((i) => `"k${i}":"aaaa!",`, "{", '"x":1}'),
      again("a", '{"k":"', '!"}'),
      again('{"k":', '{"k":', "1"),
    ],
  ),
  ...shapes("a pattern over a text", (text) => PATTERNS.map((test) => test(text)), [
    "a",
    "ab",
    "x ",
    "\u{1F600}",
  ]),
  ...shapes("calls by their schema", checksCalls, [
    again("0,", '{"list":[', "0]}"),
    again('{"list":0},', "[", "{}]"),
  ]),
  ...shapes("a schema", takeSchema, [
    numbered((i) => `"k${i}":{"type":"string"},`, '{"type":"object","properties":{', '"k":{}}}'),
    again('{"type":"string"},', '{"anyOf":[', "{}]}"),
    numbered(
      (i) => `"k${i}":{"$ref":"#/$defs/k${i + 1}"},`,
      '{"$ref":"#/$defs/k0","$defs":{',
      '"k":{}}}',
    ),
    numbered((i) => `"k${i}",`, '{"enum":[', '"k"]}'),
  ]),
];
