import { describe, expect, it } from "vitest";
import { createEndings } from "../src/migrate/endings.ts";
import { type ConfigFormat, findInConfig } from "../src/migrate/find-in-config.ts";
import { endingRegistry } from "./support/ending-registry.ts";
import { TODAY } from "./support/fixtures.ts";

const endings = createEndings(endingRegistry(), { day: TODAY });

/** The text with what is found replaced, and what stays with its reason. */
function migrated(format: ConfigFormat, text: string): readonly [text: string, ...stay: string[]] {
  const found = findInConfig(text, format, endings);
  if ("problem" in found) return [`${found.problem} at ${found.offset}`];
  const pieces = found.names.toReversed();
  return [
    pieces.reduce(
      (so, { start, end, by }) => (by === undefined ? so : so.slice(0, start) + by + so.slice(end)),
      text,
    ),
    ...found.names.flatMap(({ name, by, note }) => (by === undefined ? [`${name}: ${note}`] : [])),
  ];
}

const SETTINGS = "what stands beside it is of this model";

describe("JSON", () => {
  it.each<[string, string, ...string[]]>([
    ['{ "model": "openai/gpt-4o" }', '{ "model": "openai/gpt-6" }'],
    ['{ "small_model": "gpt-4o", }', '{ "small_model": "gpt-6", }'],
    [
      '{\r\n\t// why\r\n\t"smallModel": "gpt-4o" /* here */\r\n}\r\n// end',
      '{\r\n\t// why\r\n\t"smallModel": "gpt-6" /* here */\r\n}\r\n// end',
    ],
    ['{ "models": ["gpt-4o", "gpt-6"] }', '{ "models": ["gpt-6", "gpt-6"] }'],
    [
      '{ "title": "gpt-4o", "car-model-year": "gpt-4o" }',
      '{ "title": "gpt-4o", "car-model-year": "gpt-4o" }',
    ],
    [
      '{ "provider": { "openai": { "models": { "gpt-4o": { "cost": 1 } } } } }',
      '{ "provider": { "openai": { "models": { "gpt-4o": { "cost": 1 } } } } }',
      `gpt-4o: ${SETTINGS}`,
    ],
    [
      '{ "providers": [{ "id": "openai", "models": [{ "id": "code-1", "cost": 1 }] }] }',
      '{ "providers": [{ "id": "openai", "models": [{ "id": "code-1", "cost": 1 }] }] }',
      `code-1: ${SETTINGS}`,
    ],
    [
      '{ "model": "gpt-4o", "baseURL": "http://localhost:8080/v1" }',
      '{ "model": "gpt-4o", "baseURL": "http://localhost:8080/v1" }',
    ],
    ['{ "model": "gpt-4o", "provider": "acme" }', '{ "model": "gpt-4o", "provider": "acme" }'],
    ['{ "model": "code-1", "provider": "codex" }', '{ "model": "code-2", "provider": "codex" }'],
    ['{ "model": "gpt-3" }', '{ "model": "gpt-3" }', "gpt-3: undefined"],
    [
      '{ "model": "deepseek/coder", "other_model": "coder" }',
      '{ "model": "openai/gpt-6", "other_model": "coder" }',
      "coder: openai/gpt-6 is at another provider",
    ],
    ['{ "model": }', "Unexpected token at 11"],
  ])("%s", (text, ...want) => {
    expect(migrated("json", text)).toEqual(want);
  });
});

describe("YAML", () => {
  it.each<[string, string, ...string[]]>([
    ["model: gpt-4o # why\nother: gpt-4o\n", "model: gpt-6 # why\nother: gpt-4o\n"],
    ["model: 'openai/gpt-4o'\r\n", "model: 'openai/gpt-6'\r\n"],
    ['env:\n  OPENAI_MODEL: "gpt-4o"\n', 'env:\n  OPENAI_MODEL: "gpt-6"\n'],
    ["model: openai:gpt-4o\n", "model: openai:gpt-6\n"],
    [
      "a: &m\n  model: gpt-4o\nb: *m\n---\nmodel: gpt-4o\n",
      "a: &m\n  model: gpt-6\nb: *m\n---\nmodel: gpt-6\n",
    ],
    [
      "model_list:\n  - model_name: gpt-4o\n    litellm_params:\n      model: openai/gpt-4o\nrouter:\n  fallbacks: [{ gpt-4o: [gpt-3] }]\n",
      "model_list:\n  - model_name: gpt-4o\n    litellm_params:\n      model: openai/gpt-6\nrouter:\n  fallbacks: [{ gpt-4o: [gpt-3] }]\n",
    ],
    ["model: >-\n  gpt-4o\n", "model: >-\n  gpt-4o\n", "gpt-4o: it is written over several lines"],
    [
      "model: [gpt-4o\n",
      "Flow sequence in block collection must be sufficiently indented and end with a ] at 15",
    ],
  ])("%s", (text, ...want) => {
    expect(migrated("yaml", text)).toEqual(want);
  });
});

describe("TOML", () => {
  it.each<[string, string, ...string[]]>([
    [
      'model = "gpt-4o"  # why\r\ntitle = "gpt-4o"\r\n',
      'model = "gpt-6"  # why\r\ntitle = "gpt-4o"\r\n',
    ],
    [
      'model = "gpt-4o"\nmodel_context_window = 128_000\n',
      'model = "gpt-4o"\nmodel_context_window = 128_000\n',
      `gpt-4o: ${SETTINGS}`,
    ],
    ['model = "gpt-4o"\nmax_tokens = 1\n', 'model = "gpt-6"\nmax_tokens = 1\n'],
    ["[profiles.fast]\nmodel = 'gpt-4o'\n", "[profiles.fast]\nmodel = 'gpt-6'\n"],
    [
      'a.model = "gpt-4o"\nb = { model = "gpt-4o" }\n',
      'a.model = "gpt-6"\nb = { model = "gpt-6" }\n',
    ],
    [
      'model = "code-1"\nmodel_provider = "codex"\n[[other]]\nmodel = "code-1"\n',
      'model = "code-2"\nmodel_provider = "codex"\n[[other]]\nmodel = "code-2"\n',
    ],
    [
      '[model_providers.mine]\nbase_url = "http://localhost/v1"\nmodel = "gpt-4o"\n',
      '[model_providers.mine]\nbase_url = "http://localhost/v1"\nmodel = "gpt-4o"\n',
    ],
    [
      '[[run]]\nmodel = "gpt-4o"\n[[run]]\nmodel = "gpt-6"\n',
      '[[run]]\nmodel = "gpt-6"\n[[run]]\nmodel = "gpt-6"\n',
    ],
  ])("%s", (text, ...want) => {
    expect(migrated("toml", text)).toEqual(want);
  });

  it("says where it is wrong", () => {
    expect(findInConfig('model = "gpt-4o\n', "toml", endings)).toMatchObject({
      offset: expect.any(Number),
    });
  });
});

it.each<[ConfigFormat, string]>([
  ["json", `${"[".repeat(20_000)}"gpt-4o"`],
  ["yaml", `${"[".repeat(20_000)}gpt-4o`],
  ["toml", `model = ${"[".repeat(20_000)}"gpt-4o"`],
])("says of %s what is nested too deeply, or where it is wrong", (format, text) => {
  expect(findInConfig(text, format, endings)).toHaveProperty("problem");
});

describe("which names are found", () => {
  const find = (name: string, options: object) =>
    createEndings(endingRegistry(), { day: TODAY, ...options }).find(name, {})?.ending?.state;
  it.each<[string, object, string | undefined]>([
    ["claude-2", {}, "retired"],
    ["claude-2", { day: "2026-05-31" }, "deprecated"],
    ["claude-2", { day: "2025-05-31" }, "retiring"],
    ["gpt-5", {}, "retiring"],
    ["gpt-5", { until: "2026-12-31" }, undefined],
    ["gpt-5", { until: "2027-01-01" }, "retiring"],
    ["gpt-5", { day: "2027-01-01" }, "deprecated"],
    ["gpt-4o", { providers: ["anthropic"] }, undefined],
    ["code-1", { providers: ["codex"] }, "deprecated"],
    ["gpt-4o", { models: ["openai/gpt-4o"] }, "deprecated"],
    ["gpt-4o", { models: ["gpt-5"] }, undefined],
    ["gpt-6", {}, undefined],
  ])("%s with %j is %s", (name, options, want) => {
    expect(find(name, options)).toBe(want);
  });
});
