import { Project, ts } from "ts-morph";
import { describe, expect, it } from "vitest";
import { createEndings } from "../src/migrate/endings.ts";
import { findInCode } from "../src/migrate/find-in-code.ts";
import type { FoundNames } from "../src/migrate/found-name.ts";
import { endingRegistry } from "./support/ending-registry.ts";
import { TODAY } from "./support/fixtures.ts";

const registry = endingRegistry();
const endings = createEndings(registry, { day: TODAY });

/** Files, and which of them are looked at. */
interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly looked: readonly string[];
}

const cases: Case[] = [];

/** Adds files to the one project of all cases, which is read when the first is asked: a project each takes a second. */
function caseOf(files: Case["files"], looked = Object.keys(files)): () => readonly string[] {
  const index = cases.push({ files, looked }) - 1;
  return () => {
    results ??= findAll();
    return looked.flatMap((path) => {
      const result = results?.get(`/${index}/${path}`);
      if (result === undefined) return [];
      return "problem" in result
        ? [`${result.problem} at ${result.offset}`]
        : result.names.map(({ name, by, note }) =>
            by === undefined ? `${name}: ${note}` : `${name} → ${by}`,
          );
    });
  };
}

let results: ReadonlyMap<string, FoundNames> | undefined;

function findAll(): ReadonlyMap<string, FoundNames> {
  const project = new Project({
    useInMemoryFileSystem: true,
    compilerOptions: {
      allowJs: true,
      module: ts.ModuleKind.ESNext,
      moduleDetection: ts.ModuleDetectionKind.Force,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      strict: true,
      types: [],
    },
  });
  const paths = cases.flatMap(({ files, looked }, index) => {
    for (const [path, text] of Object.entries(files)) {
      project.createSourceFile(`/${index}/${path}`, text);
    }
    return looked.map((path) => `/${index}/${path}`);
  });
  return findInCode(project, paths, endings);
}

/** Rows of a text and what is found in it, with their files in the project. */
const rows = (
  files: (text: string) => Readonly<Record<string, string>>,
  list: readonly (readonly [text: string, want: readonly string[]])[],
) => list.map(([text, want]) => [text, want, caseOf(files(text), ["a.ts"])] as const);

/** What generated code and packages have types of. */
const TYPES = `
export type ModelRef = "openai/gpt-4o" | "openai/gpt-6" | "anthropic/claude-4";
export type AnthropicModelId = "claude-3" | "claude-4";
export type OpenaiModelId = "code-1" | "gpt-6";
export declare function getModel(ref: ModelRef): object;
export declare function chat<const Ref extends ModelRef>(request: { readonly model: Ref }): void;
export declare function cost(ref: "openai/gpt-4o" | "openai/gpt-3"): number;
export declare function cost(ref: ModelRef): number;
export declare const models: { readonly [Ref in ModelRef]: object };
export declare const old: { readonly "openai/gpt-4o": 1; readonly "openai/gpt-3": 2 };
export declare const titles: { readonly "gpt-4o": 1; readonly a: 2; readonly b: 3 };
export interface Options { readonly model?: AnthropicModelId | undefined; readonly note: string }
`;

const typed = (text: string) => ({
  "types.ts": TYPES,
  "a.ts": `import * as t from "./types";\n${text}`,
});

const only = (text: string) => ({ "a.ts": text });

describe("what a type says", () => {
  it.each(
    rows(typed, [
      ['t.getModel("openai/gpt-4o")', ['openai/gpt-4o → "openai/gpt-6"']],
      ["const ref: t.ModelRef = 'openai/gpt-4o'", ["openai/gpt-4o → 'openai/gpt-6'"]],
      ["const ref: t.ModelRef = `openai/gpt-4o`", ["openai/gpt-4o → `openai/gpt-6`"]],
      [
        "const refs = ['openai/gpt-4o'] satisfies readonly t.ModelRef[]",
        ["openai/gpt-4o → 'openai/gpt-6'"],
      ],
      ['t.chat({ model: "openai/gpt-4o" })', ['openai/gpt-4o → "openai/gpt-6"']],
      ['const o: t.Options = { model: "claude-3", note: "claude-3" }', ['claude-3 → "claude-4"']],
      ['const id: t.OpenaiModelId = "code-1"', ['code-1 → "gpt-6"']],
      // A name that the type does not have any more.
      ['t.getModel("openai/gpt-4o-2024-08-06")', ['openai/gpt-4o-2024-08-06 → "openai/gpt-6"']],
      [
        't.getModel("anthropic/claude-4-20260401")',
        ['anthropic/claude-4-20260401 → "anthropic/claude-4"'],
      ],
      [
        'const ok = (ref: t.ModelRef) => ref === "openai/gpt-4o"',
        ["openai/gpt-4o: it is compared with a model's name"],
      ],
      [
        '(ref: t.ModelRef) => { switch (ref) { case "openai/gpt-4o": } }',
        ["openai/gpt-4o: it is compared with a model's name"],
      ],
      [
        'type Own = "gpt-4o" | "gpt-3"; const own: Own = "gpt-4o"',
        ["gpt-4o: it is part of a type", "gpt-3: undefined", "gpt-4o: its type has no gpt-6"],
      ],
      [
        'const own: "gpt-4o" | "gpt-3" | (string & {}) = "gpt-4o"',
        ["gpt-4o: it is part of a type", "gpt-3: undefined", 'gpt-4o → "gpt-6"'],
      ],
      ['t.cost("openai/gpt-4o")', ['openai/gpt-4o → "openai/gpt-6"']],
      ['t.models["openai/gpt-4o"]', ['openai/gpt-4o → "openai/gpt-6"']],
      ['t.old["openai/gpt-4o"]', ["openai/gpt-4o: its type has no openai/gpt-6"]],
      ['t.titles["gpt-4o"]', []],
      ['const title: string = "openai/gpt-4o"', []],
      ['type Tone = "gpt-4o" | "loud" | "soft"; const tone: Tone = "gpt-4o"', []],
    ]),
  )("%s", (_, want, found) => {
    expect(found()).toEqual(want);
  });
});

const OPENAI = 'import OpenAI from "openai";\nconst client = new OpenAI();\n';
const AI = 'import { generateText } from "ai";\nimport { openai } from "@ai-sdk/openai";\n';

describe("calls without types of packages", () => {
  it.each(
    rows(only, [
      [`${AI}generateText({ model: openai("gpt-4o"), prompt: "gpt-4o" })`, ['gpt-4o → "gpt-6"']],
      [`${AI}openai.responses("gpt-4o")`, ['gpt-4o → "gpt-6"']],
      [`${AI}generateText({ model: "openai/gpt-4o" })`, ['openai/gpt-4o → "openai/gpt-6"']],
      [
        'import { createOpenAI } from "@ai-sdk/openai";\nconst ds = createOpenAI({ baseURL: "https://api.deepseek.com" });\nds("gpt-4o"); ds("coder")',
        ["coder: openai/gpt-6 is at another provider"],
      ],
      [
        'import { kei } from "@kei/ai-sdk";\nkei("openai/gpt-4o")',
        ['openai/gpt-4o → "openai/gpt-6"'],
      ],
      [
        'import { anthropic } from "@kei/runtime/anthropic";\nanthropic().chat({ model: "claude-2" })',
        ['claude-2 → "claude-4"'],
      ],
      [
        `${OPENAI}client.chat.completions.create({ model: "gpt-4o", messages: [] })`,
        ['gpt-4o → "gpt-6"'],
      ],
      [`${OPENAI}client.responses.create({ model: "code-1" })`, ['code-1 → "gpt-6"']],
      [
        'import OpenAI from "openai";\nclass A { private llm: OpenAI; ask() { return this.llm.beta.threads.run({ model: "code-1" }); } }',
        ['code-1 → "gpt-6"'],
      ],
      [
        'const { OpenAI } = require("openai");\nconst c = new OpenAI();\nc.responses.create({ model: "code-1" })',
        ['code-1 → "gpt-6"'],
      ],
      [
        'import OpenAI from "openai";\nnew OpenAI({ baseURL: "https://llm.example.com/v1" }).chat.completions.create({ model: "gpt-4o" })',
        [],
      ],
      [
        'import { ChatOpenAI } from "@langchain/openai";\nnew ChatOpenAI({ modelName: "gpt-4o" })',
        ['gpt-4o → "gpt-6"'],
      ],
      ['ours.llm.messages.create({ model: "claude-3" })', ['claude-3 → "claude-4"']],
      [
        'fetch(url, { body: JSON.stringify({ model: "gpt-4o", messages: [] }) })',
        ['gpt-4o → "gpt-6"'],
      ],
      [
        'ours.chat.completions.create({ model: "code-1" })',
        ["code-1: codex and openai have a model of this id: --provider says which is meant"],
      ],
      [`${OPENAI}client.chat.completions.create({ model: "gpt-3" })`, ["gpt-3: undefined"]],
      [
        'const entry = { provider: "openai", modelId: "gpt-4o", price: 5 }',
        ["gpt-4o: what stands beside it is of this model"],
      ],
      [
        'import { AzureOpenAI } from "openai";\nnew AzureOpenAI().chat.completions.create({ model: "gpt-4o" })',
        [],
      ],
      [
        'import type OpenAI from "openai";\nconst isOld = (body: OpenAI.Request) => body.model.startsWith("gpt-4o")',
        [],
      ],
      ['const entry = { provider: "openai", model: "gpt-4o", title: "x" }', ['gpt-4o → "gpt-6"']],
      ['car({ model: "gpt-4o" }); const id = "gpt-4o"; log("gpt-4o")', []],
    ]),
  )("%s", (_, want, found) => {
    expect(found()).toEqual(want);
  });
});

describe("what a call names from elsewhere", () => {
  const call = (model: string, before = "") =>
    `${OPENAI}${before}\nclient.chat.completions.create({ model: ${model}, messages: [] })`;
  it.each(
    rows(only, [
      [call("MODEL", "const MODEL = 'gpt-4o';"), ["gpt-4o → 'gpt-6'"]],
      [call("process.env.MODEL ?? 'gpt-4o'"), ["gpt-4o → 'gpt-6'"]],
      [call("fast ? 'gpt-6' : ('gpt-4o' as string)"), ["gpt-4o → 'gpt-6'"]],
      [
        call("MODELS.fast", "const MODELS = { fast: 'gpt-4o', note: 'gpt-3' };"),
        ["gpt-4o → 'gpt-6'"],
      ],
      [call("MODELS[name]", "const MODELS = { fast: 'gpt-4o' };"), ["gpt-4o → 'gpt-6'"]],
      [call("M.Fast", "enum M { Fast = 'gpt-4o' }"), ["gpt-4o → 'gpt-6'"]],
      [
        `${OPENAI}function ask(model = "gpt-4o") { return client.responses.create({ model }); }`,
        ['gpt-4o → "gpt-6"'],
      ],
      [
        `${OPENAI}function ask({ model = "gpt-4o" }) { return client.responses.create({ model }); }`,
        ['gpt-4o → "gpt-6"'],
      ],
      [
        `${OPENAI}const body = { model: "gpt-4o" };\nclient.responses.create(body)`,
        ['gpt-4o → "gpt-6"'],
      ],
      [
        `${OPENAI}for (const model of ["gpt-4o"]) client.responses.create({ model })`,
        ['gpt-4o → "gpt-6"'],
      ],
      [call("`${vendor}/gpt-4o`"), ["gpt-4o: it is put together when the program runs"]],
      [call("vendor + '/gpt-4o'"), ["gpt-4o: it is put together when the program runs"]],
      [call("`gpt-4o${suffix}`"), []],
    ]),
  )("%s", (_, want, found) => {
    expect(found()).toEqual(want);
  });

  const FILES = {
    "config.ts": 'export const MODEL = "gpt-4o";\nexport const other = "gpt-4o";',
    "client.ts": 'import OpenAI from "openai";\nexport const llm = new OpenAI();',
    "a.ts":
      'import { MODEL } from "./config";\nimport { llm } from "./client";\nllm.responses.create({ model: MODEL })',
  };

  const all = caseOf(FILES);
  it("follows imports between files", () => {
    expect(all()).toEqual(['gpt-4o → "gpt-6"']);
  });

  const one = caseOf(FILES, ["a.ts"]);
  it("leaves files alone that it was not asked for", () => {
    expect(one()).toEqual([]);
  });
});

const wrong = caseOf({ "a.ts": "const = ;", "b.ts": `${AI}openai("gpt-4o")` });
it("says where a program is wrong, and goes on with the others", () => {
  expect(wrong()).toEqual(["Variable declaration expected. at 6", 'gpt-4o → "gpt-6"']);
});
