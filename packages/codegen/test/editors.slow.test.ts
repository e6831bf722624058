import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Diagnostic } from "../src/diagnostics/diagnostic.ts";
import { inputFileNames, type Layer, layers } from "../src/layers/layer-names.ts";
import { pages } from "../src/layers/pages.ts";
import { authSchemes, wordsOf } from "../src/layers/vocabulary.ts";
import { check } from "../src/pipeline/generate.ts";
import { ROOT } from "./support/cli.ts";
import {
  diagnose,
  fixture,
  fixtures,
  inputsOf,
  mapLayers,
  parsed,
  readTexts,
  type Texts,
} from "./support/fixtures.ts";
import { inJsonSchema, schemasOf } from "./support/json-schema.ts";
import {
  type LanguageServer,
  type LspDiagnostic,
  type ServerName,
  startLanguageServer,
} from "./support/language-server.ts";

const REGISTRY = join(ROOT, "registry");
const real = readTexts(REGISTRY);
const pathOf = (layer: Layer) => join(REGISTRY, inputFileNames[layer]);
const servers: readonly ServerName[] = ["taplo", "tombi"];

/** Ids of all providers, and refs of all models with their aliases, as TOML writes them. */
const PROVIDERS = (parsed(real.provider)["provider"] as { id: string }[]).map(({ id }) => id);
const REFS = (
  parsed(real.model)["model"] as { provider_ref: string; id: string; aliases?: string[] }[]
).flatMap(({ provider_ref, id, aliases = [] }) =>
  [id, ...aliases].map((name) => `${provider_ref}/${name}`),
);
const quoted = (ids: readonly string[]) => ids.map((id) => JSON.stringify(id)).sort();

/** A text with one replacement, which must be possible. */
function edited(text: string, from: string | RegExp, to: string): string {
  const result = text.replace(from, () => to);
  if (result === text) throw new Error(`nothing to replace: ${from}`);
  return result;
}

/** Taplo repeats what is missing or unknown at every key of the record: a message counts once. */
function distinct(diagnostics: readonly LspDiagnostic[]): readonly LspDiagnostic[] {
  return diagnostics.filter(
    ({ message }, i) => diagnostics.findIndex((other) => other.message === message) === i,
  );
}

/** No fact of the registry is dated later. */
const TODAY = "2026-11-30";

/** Errors that `kei check` has in a file. */
function errorsIn(texts: Texts, layer: Layer): readonly Diagnostic[] {
  return check(inputsOf(texts), TODAY).diagnostics.filter(
    ({ file, severity }) => file === inputFileNames[layer] && severity === "error",
  );
}

const mistakes: readonly {
  readonly what: string;
  readonly layer: Layer;
  readonly from: string | RegExp;
  readonly to: string;
  readonly says: RegExp;
}[] = [
  {
    what: "a wrong auth_scheme",
    layer: "provider",
    from: 'auth_scheme = "bearer"',
    to: 'auth_scheme = "berer"',
    says: /one of \["x-api-key", ?"bearer", ?"query-key", ?"header", ?"oauth-subscription", ?"none"\]/,
  },
  {
    what: "a provider_ref to nothing",
    layer: "model",
    from: 'provider_ref = "anthropic"',
    to: 'provider_ref = "antropic"',
    says: /one of \["anthropic", ?"codex"/,
  },
  {
    what: "a default_model_ref to nothing",
    layer: "profile",
    from: 'default_model_ref = "anthropic/',
    to: 'default_model_ref = "antropic/',
    says: /one of \["anthropic\//,
  },
  {
    what: "a key that its auth_scheme needs",
    layer: "provider",
    from: 'auth_env = "ANTHROPIC_API_KEY"\n',
    to: "",
    says: /"auth_env" is (a )?required/,
  },
  {
    what: "an unknown key",
    layer: "profile",
    from: "role = ",
    to: 'rule = "x"\nrole = ',
    says: /'rule' was unexpected|"rule" is not allowed/,
  },
];

describe.each(servers)("%s on the registry", (name) => {
  let server: LanguageServer;
  beforeAll(async () => {
    server = await startLanguageServer(name);
  });
  afterAll(() => server.stop());

  it.each(layers)("has nothing to say of the %ss", async (layer) => {
    expect(await server.diagnose(pathOf(layer), real[layer])).toEqual([]);
  });

  it.each(mistakes)("says once: $what", async ({ layer, from, to, says }) => {
    const text = edited(real[layer], from, to);
    const found = await server.diagnose(pathOf(layer), text);
    const said = name === "taplo" ? distinct(found) : found;
    expect(said.map(({ message }) => message)).toEqual([expect.stringMatching(says)]);
    expect(said[0]?.severity).toBe(1);
    // Taplo names the record's header and all its keys where a key is missing or unknown.
    const checked = errorsIn({ ...real, [layer]: text }, layer).map(
      ({ range }) => range.start.line,
    );
    const lines = found.map(({ range }) => range.start.line + 1);
    if (name === "tombi") expect(lines).toEqual(checked);
    else expect(lines).toEqual(expect.arrayContaining(checked));
    expect(await server.diagnose(pathOf(layer), real[layer])).toEqual([]);
  });

  it.each([
    ["model", /^context_window = 1_000_000$/m, "context_window = 1e6"],
    ["model", /^cost_input_per_mtok_micro = (\d[\d_]*)/m, "cost_input_per_mtok_micro = 1.0"],
    ["provider", /^retry_max = 3$/m, "retry_max = 3.0"],
  ] as const)("tells a float from an integer, where it can: %s %s", async (layer, from, to) => {
    const text = edited(real[layer], from, to);
    // What was verified after the day of the tests is another matter.
    const told = errorsIn({ ...real, [layer]: text }, layer).filter(({ code }) =>
      ["wrong-type", "price-float"].includes(code),
    );
    expect(told).toHaveLength(1);
    const found = await server.diagnose(pathOf(layer), text);
    // To JSON Schema 1.0 is an integer, and no keyword of it says otherwise: Taplo goes by that.
    if (name === "taplo") expect(found).toEqual([]);
    else expect(found.map(({ message }) => message)).toEqual([expect.stringMatching(/integer/i)]);
  });

  const completions: readonly (readonly [Layer, string, RegExp, readonly string[]])[] = [
    ["provider", 'auth_scheme = "|"', /^auth_scheme = ".*"/m, wordsOf(authSchemes)],
    ["provider", 'parent_ref = "|"\nid = "openai"', /^id = "openai"/m, PROVIDERS],
    ["model", 'provider_ref = "|"', /^provider_ref = ".*"/m, PROVIDERS],
    ["model", 'replaced_by = "|"\nslug = "sonnet"', /^slug = "sonnet"/m, REFS],
    ["profile", 'default_model_ref = "|"', /^default_model_ref = ".*"/m, REFS],
  ];
  it.each(completions)("completes in a %s: %s", async (layer, to, from, expected) => {
    const { text, line, character } = cursor(edited(real[layer], from, to));
    await server.diagnose(pathOf(layer), text);
    const labels = await server.complete(pathOf(layer), line, character);
    expect([...labels].sort()).toEqual(quoted(expected));
  });

  it("completes references in lists, where it completes in lists at all", async () => {
    const to = 'fallback_model_refs = ["|"';
    const { text, line, character } = cursor(
      edited(real.profile, /^fallback_model_refs = \["[^"]*"/m, to),
    );
    await server.diagnose(pathOf("profile"), text);
    const labels = await server.complete(pathOf("profile"), line, character);
    // Taplo completes nothing inside arrays of `[[profile]]`.
    expect([...labels].sort()).toEqual(name === "taplo" ? [] : quoted(REFS));
  });

  it.each(layers)("completes the keys of a new %s", async (layer) => {
    const text = `${real[layer]}\n[[${layer}]]\n\n`;
    await server.diagnose(pathOf(layer), text);
    const labels = await server.complete(pathOf(layer), text.split("\n").length - 2, 0);
    // Taplo names the keys of tables as well.
    const keys = [...new Set(labels)].filter((label) => !label.includes("."));
    expect(keys).toEqual(Object.keys(pages[layer].record.shape));
  });

  const hovers: readonly (readonly [Layer, RegExp, string, Record<ServerName, string>])[] = [
    [
      "provider",
      /^auth_scheme = "bearer"/m,
      'auth_scheme = "bea|rer"',
      { taplo: authSchemes.words.bearer, tombi: "How the credential is sent." },
    ],
    [
      "profile",
      /^default_model_ref = ".*"/m,
      'default_model_ref = "anthropic/claude|-sonnet-4-6"',
      { taplo: "Claude Sonnet 4.6.", tombi: "Model it runs on" },
    ],
    [
      "model",
      /^context_window = 1_/m,
      "context_window = 1|_",
      {
        taplo: "Tokens that fit into one request and its answer.",
        tombi: "Tokens that fit into one request and its answer.",
      },
    ],
  ];
  it.each(hovers)("explains a value of a %s at %s", async (layer, from, to, says) => {
    const { text, line, character } = cursor(edited(real[layer], from, to));
    expect(await server.diagnose(pathOf(layer), text)).toEqual([]);
    expect(await server.hover(pathOf(layer), line, character)).toContain(says[name]);
  });

  it("explains a key, where it explains keys at all", async () => {
    const line = real.provider.split("\n").findIndex((text) => text.startsWith("auth_scheme"));
    await server.diagnose(pathOf("provider"), real.provider);
    const shown = await server.hover(pathOf("provider"), line, 3);
    // Taplo shows nothing on keys of `[[provider]]`.
    if (name === "taplo") expect(shown).toBeUndefined();
    else expect(shown).toContain(`- \`bearer\`: ${authSchemes.words.bearer}`);
  });
});

/** Where `|` is in a text, which then goes without it. */
function cursor(marked: string): { text: string; line: number; character: number } {
  const at = marked.indexOf("|", marked.search(/"[^"\n]*\|[^"\n]*"|\d\|/));
  const before = marked.slice(0, at).split("\n");
  return {
    text: marked.slice(0, at) + marked.slice(at + 1),
    line: before.length - 1,
    character: before.at(-1)?.length ?? 0,
  };
}

describe.each(servers)("%s agrees with check", (name) => {
  const folder = mkdtempSync(join(tmpdir(), "kei-editors-"));
  let server: LanguageServer;
  beforeAll(async () => {
    server = await startLanguageServer(name);
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  const cases = [
    ...fixtures("good"),
    ...fixtures("bad").filter(({ name }) => name !== "toml-syntax"),
  ];
  it.each(cases)("$name", async ({ name: fixture, texts }) => {
    const schemas = await schemasOf(mapLayers((layer) => parsed(texts[layer])));
    for (const layer of layers) {
      const path = join(folder, fixture, inputFileNames[layer]);
      const schema = join(folder, fixture, pages[layer].schemaName);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(schema, schemas[layer]);
      const directive = `#:schema ./${pages[layer].schemaName}\n\n`;
      // Taplo's parser takes no spaces inside the brackets of a header, which are good TOML.
      const text =
        name === "taplo" ? texts[layer].replace(/^\[\[ (\w+) \]\]$/gm, "[[$1]]") : texts[layer];
      const found = (await server.diagnose(path, directive + text)).filter(
        ({ severity }) => severity === 1,
      );
      // The directive takes two lines.
      const lines = new Set(found.map(({ range }) => range.start.line + 1 - 2));
      const errors = errorsIn(texts, layer);
      const must = errors.filter(({ code }) => inJsonSchema[code] === "yes");
      const may = errors.filter(({ code }) => inJsonSchema[code] !== "no");
      if (must.length > 0) expect(found, `${layer}: check finds more`).not.toEqual([]);
      if (may.length === 0) expect(found, `${layer}: check finds nothing`).toEqual([]);
      if (name !== "tombi") continue;
      const expected = (diagnostics: readonly Diagnostic[]) =>
        new Set(diagnostics.flatMap((diagnostic) => tombiLines(texts[layer], diagnostic)));
      expect(
        [...expected(must)].filter((line) => !lines.has(line)),
        `lines of the ${layer} file that only check names`,
      ).toEqual([]);
      expect(
        [...lines].filter((line) => !expected(may).has(line)),
        `lines of the ${layer} file that only ${name} names`,
      ).toEqual([]);
    }
  });
});

describe.each(servers)("%s", (name) => {
  it("rejects what is not TOML", async () => {
    const texts = fixture("bad", "toml-syntax");
    const server = await startLanguageServer(name);
    for (const { file } of diagnose(texts).filter(({ code }) => code === "toml-syntax")) {
      const layer = layers.find((each) => inputFileNames[each] === file) as Layer;
      expect(await server.diagnose(join(tmpdir(), file), texts[layer]), file).not.toEqual([]);
    }
    await server.stop();
  });
});

/** Lines at which Tombi says what `check` says at one. */
function tombiLines(text: string, { code, range }: Diagnostic): readonly number[] {
  const lines = text.split("\n");
  const line = range.start.line;
  switch (code) {
    case "api-version-incomplete":
    case "price-incomplete":
    case "retry-incomplete":
      // At the record's header, as for any missing key. `check` names the key that needs another.
      return [lines.findLastIndex((other, i) => i < line && /^\s*\[\[/.test(other)) + 1];
    case "effort-contradicted":
      // At the header where a list of efforts is missing, at the word where it has no place.
      return [lines.findLastIndex((other, i) => i < line && /^\s*\[\[/.test(other)) + 1, line];
    case "duplicate-item":
      // At each of the equal items. `check` names those after the first.
      return lines.flatMap((other, i) => (other === lines[line - 1] ? [i + 1] : []));
    default:
      return [line];
  }
}

describe.each(servers)("%s with the settings of the repository", (name) => {
  let server: LanguageServer;
  beforeAll(async () => {
    server = await startLanguageServer(name, ROOT);
  });
  afterAll(() => server.stop());

  it.each(layers)("finds the schema of the %ss without a directive", async (layer) => {
    const text = edited(real[layer], /^#:schema .*\n/, "\n");
    expect(await server.diagnose(pathOf(layer), text)).toEqual([]);
    const header = `[[${layer}]]\n`;
    const found = await server.diagnose(pathOf(layer), edited(text, header, `${header}idd = 1\n`));
    expect(distinct(found)).toHaveLength(1);
  });
});

it.each(layers)("the file of %ss names its schema in its first line", (layer) => {
  expect(real[layer].split("\n")[0]).toBe(`#:schema ./schema/${pages[layer].schemaName}`);
});
