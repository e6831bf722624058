import { gzipSync } from "node:zlib";
import { createTar } from "nanotar";
import * as z from "zod";
import { again, type Growing, numbered, shapes } from "../../../runtime/test/growth/growing.ts";
import { changedLines, unifiedDiff } from "../../src/edit/line-diff.ts";
import { parseValue } from "../../src/edit/parse-value.ts";
import { microCents } from "../../src/edit/price-amount.ts";
import { readPackedFile, readPackedFiles } from "../../src/project/packed-files.ts";
import { adaptersByName } from "../../src/sources/adapters/adapters.ts";
import { findLiteral } from "../../src/sources/adapters/literal.ts";
import { modelRecords } from "../../src/sources/imports/model-record.ts";
import { readImport } from "../../src/sources/imports/read-import.ts";
import type { Material } from "../../src/sources/material.ts";
import { UserError } from "../../src/text/user-error.ts";

function tolerate(read: () => unknown): void {
  try {
    read();
  } catch (thrown) {
    if (!(thrown instanceof UserError || thrown instanceof z.ZodError)) throw thrown;
  }
}

const PACKAGES = ["openai", "@anthropic-ai/sdk", "@pydantic/genai-prices"];
const FILES = [
  "resources/shared.d.ts",
  "internal/data/deprecated-models.mjs",
  "dist/index.js",
  "dist/providers/data/acme.json",
];

/** A data set of any kind: alone, and as the file of each package. */
function readsMaterial(text: string): void {
  const bytes = new TextEncoder().encode(text);
  const about = { name: "x", hash: "sha256-0", from: "x" };
  const materials: Material[] = [{ ...about, files: new Map([["x.json", bytes]]) }];
  for (const name of PACKAGES) {
    const manifest = new TextEncoder().encode(JSON.stringify({ name }));
    const files = new Map([
      ["package.json", manifest],
      ...FILES.map((file) => [file, bytes] as const),
    ]);
    materials.push({ ...about, files });
  }
  for (const material of materials) {
    for (const adapter of Object.values(adaptersByName)) {
      if (adapter.recognises(material)) tolerate(() => adapter.read(material, () => true));
    }
  }
}

/** The file of another tool, whichever it is. */
function readsImport(text: string): void {
  const files = new Map([["x.json", new TextEncoder().encode(text)]]);
  const all = { provider: () => true, model: () => true };
  tolerate(() => {
    const { models } = readImport({ name: "x", hash: "sha256-0", from: "x", files }, all);
    for (const model of models) modelRecords(model);
  });
}

/** A package with a file for each line, and one that is the text. */
function readsPackage(text: string): void {
  const names = text.split("\n").map((_, i) => ({ name: `package/${i}.json`, data: "{}" }));
  const packed = gzipSync(createTar([...names, { name: "package/text.json", data: text }]));
  tolerate(() => readPackedFile(packed, "text.json", "it"));
  tolerate(() => readPackedFiles(packed, "it", (path) => path.endsWith(".json")));
}

function readsArgument(text: string): void {
  for (const schema of [
    z.string(),
    z.number(),
    z.array(z.string()),
    z.record(z.string(), z.int()),
  ]) {
    tolerate(() => parseValue("key", text, schema));
  }
  tolerate(() => microCents(text));
}

const priced = (id: string, price: string) =>
  `{"id":"${id}","match":{"equals":"x"},"prices":{"input_mtok":${price}}}`;

/** What data sets, packages and arguments are read by. */
export const outsideTexts: readonly Growing[] = [
  ...shapes("a data set", readsMaterial, [
    "{",
    "[",
    '"',
    "x",
    numbered(
      (i) => `${priced(`m${i}`, "1.25")},`,
      '[{"id":"a","models":[',
      `${priced("m", "1")}]}]`,
    ),
    again(
      "9",
      '[{"id":"a","models":[{"id":"m","match":{"equals":"x"},"prices":{"input_mtok":"',
      '"}}]}]',
    ),
    again('{"or":[', '[{"id":"a","models":[{"id":"m","prices":{},"match":', ""),
    numbered(
      (i) => `"m${i}":{"limit":{"context":1},"cost":{"input":1.25,"output":2}},`,
      '{"a":{"models":{',
      '"m":{}}}}',
    ),
    numbered(
      (i) =>
        `"m${i}":{"type":"t","id":"m${i}","api":"a","provider":"p","cost":{"input":1,"output":2}},`,
      '{"a":{',
      '"m":{}}}',
    ),
    ' * - "m": Announced shutdown date: 2026-12-11.\n',
    again(
      ' * - "m": Announced shutdown date: 2026-12-11.\n',
      "/**\n",
      "*/\nexport type ChatModel = 1",
    ),
    again('"', "/** - ", ": Announced shutdown date: */\nexport type ChatModel"),
    again("- ", "/** ", "*/\nexport type ChatModel"),
    "'m': 'January 22nd, 2027',\n",
    "'m': ",
    "'a",
    "export type ",
  ]),
  ...shapes("a file of another tool", readsImport, [
    "{",
    "a: ",
    "- ",
    "[a]\n",
    numbered(
      (i) =>
        `"p${i}":{"id":"p${i}","name":"P","npm":"@ai-sdk/openai-compatible","api":"https://p${i}.example/v1","env":["P_KEY"],"models":{"m":{"id":"m","name":"M","limit":{"context":1000,"output":100},"cost":{"input":1.25,"output":2}}}},`,
      "{",
      '"q":{"id":"q","models":{}}}',
    ),
    numbered(
      (i) => `"m${i}":{"litellm_provider":"openai","mode":"chat","input_cost_per_token":1e-6},`,
      "{",
      '"n":{"litellm_provider":"openai","mode":"chat"}}',
    ),
    again(
      "/",
      '{"q":{"id":"q","npm":"@ai-sdk/openai-compatible","api":"https://q.example',
      '","models":{}}}',
    ),
    numbered(
      (i) => `  - { model_name: m${i}, litellm_params: { model: openai/m${i} } }\n`,
      "model_list:\n",
    ),
    again(
      "/",
      "model_list: [{ model_name: m, litellm_params: { model: azure/m, api_base: 'https://a.example",
      "' } }]",
    ),
    numbered(
      (i) =>
        `[model_providers.p${i}]\nname = "P"\nbase_url = "https://p${i}.example/v1"\n[profiles.q${i}]\nmodel_provider = "p${i}"\nmodel = "m"\n`,
      'model = "m"\n',
    ),
    numbered(
      (i) =>
        `"p${i}":{"type":"openai","base_url":"https://p${i}.example/v1","models":[{"id":"m","name":"M"}]},`,
      '{"providers":{',
      '"q":{"type":"openai"}}}',
    ),
    numbered(
      (i) =>
        `"p${i}":{"npm":"@ai-sdk/openai-compatible","options":{"baseURL":"https://p${i}.example/v1"},"models":{"m":{"name":"M"}}},`,
      '{"$schema":"https://opencode.ai/config.json","provider":{',
      '"q":{"models":{}}}}',
    ),
    numbered(
      (i) =>
        `"m${i}":{"id":"m${i}","name":"M","api":"openai-completions","provider":"p","baseUrl":"https://p.example/v1","cost":{"input":1,"output":2},"contextWindow":1000,"maxTokens":10},`,
      '{"p":{',
      '"n":{"id":"n","name":"N","api":"openai-completions","provider":"p","baseUrl":"https://p.example/v1"}}}',
    ),
  ]),
  ...shapes("a program with a literal", (text) => findLiteral(text, () => false), [
    "[",
    again("[],", "const a = [", "[]]"),
    again("{a:", "const a = "),
    "const a=[];",
    "a+",
    "(",
    "`${",
    "/",
  ]),
  ...shapes("a package", readsPackage, ["x", "\n"]),
  ...shapes("an argument", readsArgument, [
    "1",
    "1_",
    "1,",
    "a=1,",
    "[",
    "[1,",
    "$1",
    "{ a = ",
    ",",
    " ",
  ]),
  ...shapes(
    "a difference",
    (text) => [changedLines(text, `${text}\nx`), unifiedDiff("x", text, `x\n${text}`)],
    ["a\n", "\r\n", "x"],
  ),
];
