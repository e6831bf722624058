import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { explainRecord } from "../src/commands/explain/explain-record.ts";
import { registryJson } from "../src/emit/data/registry-json.ts";
import { jsonSchema } from "../src/emit/json-schema/json-schema.ts";
import { fillKeyTables } from "../src/emit/key-tables.ts";
import { factFiles } from "../src/emit/rust/rust.ts";
import { emitContract } from "../src/emit/typescript/contract.ts";
import type { Provider } from "../src/layers/provider.ts";
import { inspect } from "../src/pipeline/inspect.ts";
import { diffRegistries } from "../src/registry/diff.ts";
import { unpublish } from "../src/registry/unpublish.ts";
import { ROOT } from "./support/cli.ts";
import { fixture, inputsOf, TODAY } from "./support/fixtures.ts";

// The page of providers with a plain key more, and nothing else.
vi.mock(import("../src/layers/provider.ts"), async (importOriginal) => {
  const original = await importOriginal();
  const { fact, field, layer } = {
    fact: await import("../src/layers/fact.ts"),
    field: await import("../src/layers/fields.ts"),
    ...(await import("../src/layers/layer.ts")),
  };
  const { provider } = original;
  const withRegion = layer({
    ...provider,
    written: { ...provider.written, region: field.text("Region that requests go to.").optional() },
    facts: {
      ...provider.facts,
      region: fact.optional(fact.text, { label: "region", change: "text-changed" }),
    },
  });
  return { ...original, provider: withRegion as never };
});

const before = fixture("good", "everything");
const stated = before.provider.replace('id = "anthropic"', 'id = "anthropic"\nregion = "eu"');
const after = inputsOf({ ...before, provider: stated });
const inspection = inspect(after, TODAY);
const { registry } = inspection.resolved;
const anthropic = registry.providers.find(({ id }) => id === "anthropic") as Provider;

function textOf(files: readonly { readonly path: string; readonly text: string }[], name: string) {
  return files.find(({ path }) => path.endsWith(name))?.text ?? "";
}

async function emitted(emitter: typeof jsonSchema) {
  return await emitter.emit(registry, { contentHash: "sha256-0", typesModule: "@kei/registry" });
}

describe("a plain key on the provider's page", () => {
  it("is taken, and resolved", () => {
    expect(inspection.diagnostics).toEqual([]);
    expect(anthropic).toMatchObject({ region: "eu" });
  });

  it("is refused where it is wrong", () => {
    const wrong = inputsOf({ ...before, provider: stated.replace('"eu"', "1") });
    expect(inspect(wrong, TODAY).diagnostics).toMatchObject([
      { code: "wrong-type", message: "region is 1, but must be a string" },
    ]);
  });

  it("is in the schema for editors", async () => {
    const schema = JSON.parse(textOf(await emitted(jsonSchema), "providers.schema.json"));
    expect(schema.properties.provider.items.properties.region).toEqual({
      type: "string",
      minLength: 1,
      description: "Region that requests go to.",
    });
  });

  it("is in registry.json and its schema, and read back from there", async () => {
    const files = await emitted(registryJson);
    const published = textOf(files, "registry.json");
    const regions = JSON.parse(published).providers.map((each: { region: unknown }) => each.region);
    expect(new Set(regions)).toEqual(new Set(["eu", null]));
    const schema = JSON.parse(textOf(files, "registry.schema.json"));
    expect(schema.properties.providers.items.properties.region).toMatchObject({
      description: "Region that requests go to.",
    });
    expect(unpublish(published, "registry.json")).toEqual(registry);
  });

  it("is in the contract", () => {
    expect(emitContract().text).toContain(
      "  /** Region that requests go to. */\n  readonly region?: string;\n",
    );
  });

  it("is in the crate", () => {
    const files = factFiles(registry, "sha256-0");
    expect(textOf(files, "contract.rs")).toContain(
      "    /// Region that requests go to.\n    pub region: Option<&'static str>,\n",
    );
    expect(textOf(files, "providers.rs")).toContain('        region: Some("eu"),\n');
  });

  it("is explained", () => {
    const match = { layer: "provider", record: anthropic } as const;
    expect(explainRecord(match, inspection, TODAY).facts).toContainEqual({
      name: "region",
      value: "eu",
      shown: "eu",
      at: expect.stringMatching(/providers\.toml:\d+$/),
    });
  });

  it("is compared", () => {
    const old = inspect(inputsOf(before), TODAY).resolved.registry;
    expect(diffRegistries(old, registry)).toEqual([
      {
        level: "patch",
        kind: "text-changed",
        layer: "provider",
        subject: "anthropic",
        field: "region",
        after: "eu",
      },
    ]);
  });

  it("is in the table of keys", () => {
    const document = readFileSync(join(ROOT, "registry/README.md"), "utf8");
    expect(fillKeyTables(document)).toMatch(
      /^\| `region` +\| no +\| Region that requests go to\. +\|$/m,
    );
  });
});

/** Who names a key that only people read does something with it. */
const ACTS = {
  "check/other-words.ts": "says it for the words that other tools have for it",
  "commands/add/ask-record.ts": "asks for it",
  "commands/import/probe.ts": "says that a server stated it, and where",
  "commands/price/price.ts": "says where a dated price is from",
  "commands/set/define-set.ts": "an example of the command",
  "commands/set/set.ts": "an example of what to type",
  "emit/data/env-example.ts": "where to get a key",
  "emit/data/llms-txt.ts": "a column of the table",
  "registry/resolve-price.ts": "keeps it out of what is published",
  "registry/resolve.ts": "takes that of the provider where a model has none",
  "sources/imports/connection.ts": "writes where a file says that a provider is described",
  "sources/propose.ts": "gives a new model that of the others",
};

it("keys that only people read are named by the pages, and by who acts on them", () => {
  const packages = ["codegen", "registry", "runtime"].map((name) => join(ROOT, "packages", name));
  const naming = packages.flatMap((folder) =>
    readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" })
      .map((name) => name.replaceAll("\\", "/"))
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".gen.ts"))
      .filter((name) => !name.startsWith("layers/"))
      .filter((name) =>
        /\b(docsUrl|docs_url|sourceUrl|source_url|notes)\b/.test(
          readFileSync(join(folder, "src", name), "utf8").replace(/^\s*(\*|\/\/|\/\*\*).*$/gm, ""),
        ),
      ),
  );
  expect(naming.sort()).toEqual(Object.keys(ACTS));
});

it("the word of a scheme stands in one file", () => {
  const packages = ["codegen", "registry", "runtime"].map((name) => join(ROOT, "packages", name));
  const naming = packages.flatMap((folder) =>
    readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" }).filter(
      (name) =>
        name.endsWith(".ts") &&
        !name.endsWith(".gen.ts") &&
        readFileSync(join(folder, "src", name), "utf8").includes('"x-api-key"'),
    ),
  );
  expect(naming).toEqual([join("layers", "vocabulary.ts")]);
});
