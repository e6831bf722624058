import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { registryJson } from "../src/emit/data/registry-json.ts";
import type { OutputFile } from "../src/emit/emitter.ts";
import { integer, string } from "../src/emit/rust/print.ts";
import { crateFiles } from "../src/emit/rust/rust.ts";
import { vectorsJson } from "../src/emit/vectors/vectors-json.ts";
import type { PublishedVectors, Vector } from "../src/emit/vectors/vectors-shape.ts";
import { rateNames } from "../src/layers/rates.ts";
import {
  authSchemes,
  capabilities,
  efforts,
  inputModalities,
  outputModalities,
  protocols,
  transports,
  type Vocabulary,
  weekdays,
  wordsOf,
} from "../src/layers/vocabulary.ts";
import { check } from "../src/pipeline/generate.ts";
import { readRegistry } from "../src/project/read-registry.ts";
import type { Registry } from "../src/registry/model.ts";
import { contentHash, publishRow } from "../src/registry/publish.ts";
import { SCHEMA_VERSION } from "../src/registry/published.ts";
import { findCargo } from "./support/cargo.ts";
import { kei, ROOT, readFiles, temporaryFolder, writeFiles } from "./support/cli.ts";
import { FIXTURES } from "./support/fixtures.ts";
import { factsProgram } from "./support/rust/facts-program.ts";
import { wildRegistry } from "./support/wild-registry.ts";

/** Where all of them are built, so that nothing is built twice. */
let target: string | undefined;
const cargo = findCargo(() => {
  target ??= mkdtempSync(join(tmpdir(), "kei-cargo-"));
  return target;
});
afterAll(() => {
  if (target !== undefined) rmSync(target, { recursive: true, force: true });
});

/** A table in which a literal fits on no line is left by rustfmt as it is, so it would prove nothing. */
function fits(text: string): boolean {
  const literal = string(text);
  return literal.kind === "text" && literal.text.length <= 80;
}

/** What a registry holds does not depend on the day. */
const LAST_DAY = "9999-12-31";

/** A registry of this repository. */
function registryIn(folder: string): Registry {
  const { registry } = check(readRegistry(folder, ROOT), LAST_DAY);
  if (registry === undefined) throw new Error(`${folder} has errors`);
  return registry;
}

describe("literals of Rust", () => {
  it.each([
    ["plain 'text'", "\"plain 'text'\""],
    ['a "quote" and a \\', '"a \\"quote\\" and a \\\\"'],
    ["\t\r\n\0\u007f", '"\\t\\r\\n\\u{0}\\u{7f}"'],
    ["é\u202e👍", '"\\u{e9}\\u{202e}\\u{1f44d}"'],
  ])("%j is %s", (text, want) => {
    expect(string(text)).toEqual({ kind: "text", text: want });
  });

  it("are printable ASCII, end where they end, and mean what they were made of", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const literal = string(text);
        const source = literal.kind === "text" ? literal.text : "";
        expect(source).toMatch(/^"(?:[ !#-[\]-~]|\\(?:["\\tnr]|u\{[0-9a-f]{1,6}\}))*"$/);
        expect(unescaped(source)).toBe(text);
      }),
    );
  });

  it("are not made of what Rust has no value of", () => {
    expect(() => string("\ud800")).toThrow("lone surrogate");
    for (const value of [-1, 0.5, 2 ** 53, Number.NaN]) expect(() => integer(value)).toThrow();
    expect(integer(1_234_567)).toEqual({ kind: "text", text: "1_234_567" });
  });
});

function unescaped(source: string): string {
  const short: Record<string, string> = { t: "\t", n: "\n", r: "\r" };
  return source
    .slice(1, -1)
    .replace(/\\(?:u\{(\w+)\}|(.))/g, (_, code: string | undefined, mark: string) =>
      code === undefined ? (short[mark] ?? mark) : String.fromCodePoint(Number.parseInt(code, 16)),
    );
}

/** An enum of words, in the form in which the crate has them. */
const VOCABULARY = /^vocabulary! \{\n(?: {4}\/\/\/.*\n)* {4}(\w+) \{\n([\s\S]*?)\n {4}\}$/gm;

it("the enums of the crate are the vocabularies", () => {
  const file = join(ROOT, "packages/registry/rust/src/generated/contract.rs");
  const enums = new Map(
    [...readFileSync(file, "utf8").matchAll(VOCABULARY)].map(([, name, body = ""]) => [
      name,
      [...body.matchAll(/\w+ = "(.*)",/g)].map(([, word]) => word),
    ]),
  );
  const vocabularies: readonly Vocabulary[] = [
    authSchemes,
    protocols,
    transports,
    capabilities,
    efforts,
    inputModalities,
    outputModalities,
    weekdays,
  ];
  for (const vocabulary of vocabularies) {
    expect(enums.get(vocabulary.name), vocabulary.name).toEqual(wordsOf(vocabulary));
  }
});

it("the version of the crate is that of the shape of its facts", () => {
  const manifest = readFileSync(join(ROOT, "packages/registry/rust/Cargo.toml"), "utf8");
  expect(manifest).toContain(`\nversion = "0.${SCHEMA_VERSION}.0"\n`);
});

describe("kei gen", () => {
  it("writes the crate where a configuration names its folder, and nowhere else", async () => {
    const folder = join(temporaryFolder(), "registry");
    await kei(["init", folder]);
    await kei(["gen"], { cwd: folder });
    expect(Object.keys(readFiles(folder)).filter((name) => name.endsWith(".rs"))).toEqual([]);

    const targets = { schema: "schema", typescript: "gen", data: "data", rust: "crate" };
    writeFiles(folder, { "kei.config.json": JSON.stringify({ registry: ".", targets }) });
    expect(await kei(["gen"], { cwd: folder })).toMatchObject({ code: 0, err: "" });
    const crate = readFiles(join(folder, "crate"));
    expect(Object.keys(crate)).toEqual(expect.arrayContaining(["Cargo.toml", "src/lib.rs"]));
    expect(crate["src/generated/models.rs"]).toContain('id: "example-large"');
    expect((await kei(["gen", "--check"], { cwd: folder })).out).toContain("up to date");

    writeFiles(folder, { "crate/src/lib.rs": "// changed\n" });
    expect(await kei(["gen", "--check"], { cwd: folder })).toMatchObject({
      code: 1,
      out: expect.stringContaining("differs: crate/src/lib.rs\n"),
    });
  });

  it("writes the facts alone into a crate whose other sources are edited", async () => {
    const folder = join(temporaryFolder(), "registry");
    await kei(["init", folder]);
    const targets = { schema: "schema", typescript: "gen", data: "data", rustFacts: "crate" };
    const edited = { "crate/src/lib.rs": "// mine\n", "crate/Cargo.toml": "# mine\n" };
    const config = JSON.stringify({ registry: ".", targets });
    writeFiles(folder, { "kei.config.json": config, ...edited });
    expect(await kei(["gen"], { cwd: folder })).toMatchObject({ code: 0, err: "" });
    const written = Object.entries(readFiles(folder)).filter(([name]) => name.startsWith("crate/"));
    const others = written.filter(([name]) => !name.startsWith("crate/src/generated/"));
    expect(Object.fromEntries(others)).toEqual(edited);
    expect(written.map(([name]) => name)).toContain("crate/src/generated/models.rs");

    writeFiles(folder, { "crate/src/generated/models.rs": "// changed\n" });
    expect(await kei(["gen", "--check"], { cwd: folder })).toMatchObject({
      code: 1,
      out: expect.stringContaining("differs: crate/src/generated/models.rs\n"),
    });

    const both = JSON.stringify({ registry: ".", targets: { ...targets, rust: "crate" } });
    writeFiles(folder, { "kei.config.json": both });
    expect(await kei(["gen"], { cwd: folder })).toMatchObject({
      code: 1,
      err: expect.stringContaining("two targets would write"),
    });
  });
});

describe.skipIf(cargo === undefined)("the crate", () => {
  it.each([
    ["of this registry", () => registryIn(join(ROOT, "registry")), ["test"]],
    ["of a registry with everything", () => registryIn(join(FIXTURES, "good/everything"))],
    ["of a registry of namesakes", () => registryIn(join(FIXTURES, "good/namesakes"))],
    ["of a registry with a past and an end", () => registryIn(join(FIXTURES, "good/dated"))],
    ["of a small registry", () => registryIn(join(FIXTURES, "good/minimal"))],
    ["of a registry with nothing", () => registryIn(join(FIXTURES, "good/empty"))],
    ["of a hostile registry whose lines all fit", () => wildRegistry(1, fits)],
    ["of another one like it", () => wildRegistry(2, fits)],
    ["of a hostile registry with longer lines", () => wildRegistry(3, () => true)],
  ])(
    "%s is formatted, compiles without a warning, holds the facts and passes the vectors",
    // The examples of its docs are the same for every registry, and take longer than all the rest.
    (_, registryOf, command = ["build", "--examples"]) => {
      if (cargo === undefined) throw new Error("not skipped");
      const registry = registryOf();
      const hash = contentHash(registry);
      const folder = temporaryFolder();
      writeFiles(folder, textsOf(crateFiles(registry, hash)));
      cargo.run(["fmt", "--check"], folder);

      writeFiles(folder, {
        "examples/answer.rs": readFileSync(RUNNER, "utf8"),
        "examples/facts.rs": factsProgram(),
      });
      cargo.run([...command, "--offline"], folder);
      const run = (example: string, input = "") =>
        cargo.run(["run", "--offline", "--quiet", "--example", example], folder, input);

      const data = textsOf([
        ...emitted(registryJson.emit(registry, { contentHash: hash, typesModule: "" })),
        ...emitted(vectorsJson.emit(registry, { contentHash: hash, typesModule: "" })),
      ]);
      const { sources, disputes, ...published } = JSON.parse(data["registry.json"] as string);
      expect([sources, disputes].every(Array.isArray)).toBe(true);
      const history = Object.fromEntries(
        [...registry.history].map(([ref, prices]) => [ref, prices.map(publishRow)]),
      );
      expect(JSON.parse(run("facts"))).toEqual({ ...published, history });

      const vectors = JSON.parse(data["vectors.json"] as string) as PublishedVectors;
      const asked = questions(vectors);
      const lines = asked.map(({ fields }) => `${line(fields)}\n`);
      const answers = run("answer", lines.join("")).split("\n");
      expect(answers.pop()).toBe("");
      expect(
        asked.map(({ name }, index) => ({
          name,
          answer: (answers[index] as string).split("\t").map(plain),
        })),
      ).toEqual(asked.map(({ name, answer }) => ({ name, answer })));
    },
  );
});

it.skipIf(cargo?.hasClippy !== true)("clippy has nothing to say of the crate", () => {
  if (cargo === undefined) throw new Error("not skipped");
  const registry = registryIn(join(ROOT, "registry"));
  const folder = temporaryFolder();
  writeFiles(folder, textsOf(crateFiles(registry, contentHash(registry))));
  cargo.run(["clippy", "--offline", "--all-targets"], folder);
});

describe.skipIf(cargo === undefined)("what is written about the crate", () => {
  it("compiles, and answers what it says", () => {
    if (cargo === undefined) throw new Error("not skipped");
    const registry = registryIn(join(ROOT, "registry"));
    const folder = temporaryFolder();
    writeFiles(folder, textsOf(crateFiles(registry, contentHash(registry))));
    const [clock, nextUp, find, select] = rustIn("docs/guides/rust.md");
    const [readme] = rustIn("packages/registry/rust/README.md");
    // What stands after a call is its answer.
    const answers = readme?.replace(
      /^(\w+\.total\(\)); \/\/ (Some\(\d[\d_]*\)|None).*/gm,
      "assert_eq!($1, $2);",
    );
    expect(answers?.match(/assert_eq!/g)).toHaveLength(2);
    writeFiles(folder, {
      "tests/written.rs": `${clock}
${nextUp}
${find}
#[test]
fn guide() {
    let at: Moment = "2026-12-01".parse().unwrap();
    let rungs: Vec<_> = kei_registry::models_of("anthropic", at).collect();
    let up = |model: &Model| next_up(model.reference, at).map(|next| next.id);
    assert_eq!(up(rungs[0]), Some(rungs[1].id));
    assert_eq!(up(rungs[rungs.len() - 1]), None);
    let mut models = kei_registry::models().iter();
    assert_eq!(models.find(|model| !model.is_live(at)).and_then(up), None);
    assert_eq!(cheapest(at).unwrap().len(), 3);
    select("openai", "gpt-5", Some("opus".to_string()));
}

fn select(provider: &str, model: &str, pinned: Option<String>) {
    ${select}
}

#[test]
#[allow(unused_must_use)]
fn readme() {
    ${answers}
}
`,
    });
    expect(cargo.run(["test", "--offline", "--test", "written"], folder)).toContain("2 passed");
  });
});

it.skipIf(cargo === undefined)("the crate goes into a program without std", () => {
  if (cargo === undefined) throw new Error("not skipped");
  const folder = temporaryFolder();
  const registry = registryIn(join(FIXTURES, "good/everything"));
  for (const [name, text] of Object.entries(textsOf(crateFiles(registry, contentHash(registry))))) {
    writeFiles(folder, { [`crate/${name}`]: text });
  }
  writeFiles(folder, {
    "Cargo.toml": `[package]
name = "bare"
version = "0.1.0"
edition = "2021"
[lib]
crate-type = ["staticlib"]
[profile.dev]
panic = "abort"
[dependencies]
kei-registry = { path = "crate" }
`,
    // Were std linked by anything, there would be two handlers of panics, which rustc refuses.
    "src/lib.rs": `#![no_std]
use core::fmt::{Result, Write};
use kei_registry::{cost, profiles, resolve_profile, CostOptions, Moment, ResolveOptions, Usage};

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

struct Length(usize);

impl Write for Length {
    fn write_str(&mut self, text: &str) -> Result {
        self.0 += text.len();
        Ok(())
    }
}

pub fn length_of_all_explanations(at: Moment) -> usize {
    let mut length = Length(0);
    for profile in profiles() {
        let steps = resolve_profile(profile.id, ResolveOptions::at(at)).map(|it| it.steps());
        for step in steps.into_iter().flatten() {
            let model = step.target.and_then(|target| target.model);
            let usage = Usage::new(1, 1);
            let cost = model.map(|model| cost(model.reference, &usage, CostOptions::at(at)));
            let _ = write!(length, "{}: {:?}", step, cost);
        }
    }
    length.0
}
`,
  });
  cargo.run(["build", "--offline"], folder);
});

function rustIn(path: string): string[] {
  const text = readFileSync(join(ROOT, path), "utf8");
  return [...text.matchAll(/^```rust\n([\s\S]*?)^```/gm)].map(([, code = ""]) => code);
}

const RUNNER = join(ROOT, "packages/codegen/test/support/rust/answer.rs");

function textsOf(files: readonly OutputFile[]): Record<string, string> {
  return Object.fromEntries(files.map(({ path, text }) => [path, text]));
}

function emitted(files: readonly OutputFile[] | Promise<readonly OutputFile[]>) {
  if (files instanceof Promise) throw new Error("emitted later");
  return files;
}

type Field = string | number | boolean | null;

/** A vector as a line for the runner, and the fields of the line that it has to answer. */
interface Question {
  readonly name: string;
  readonly fields: readonly Field[];
  readonly answer: readonly (string | null)[];
}

function questions(vectors: PublishedVectors): Question[] {
  const { schemaVersion, contentHash: hash, ...lists } = vectors;
  expect(schemaVersion).toBeTypeOf("number");
  expect(hash).toMatch(/^sha256-/);
  // A list that nobody asks about would look like agreement.
  expect(Object.keys(lists).sort()).toEqual([
    "auth",
    "cost",
    "costAt",
    "derive",
    "estimate",
    "findModels",
    "lifecycle",
    "modelsOf",
    "money",
    "prices",
    "resolve",
  ]);
  const prices = new Map(lists.prices.map((each) => [each.name, priceFields(each)]));
  return [
    ...lists.cost.map(({ name, ref, cost, ...asked }) => ({
      name,
      fields: ["cost", ref, ...askedFields(asked)],
      answer: costFields(cost),
    })),
    ...lists.costAt.map(({ name, price, currency, cost, ...asked }) => ({
      name,
      fields: ["costAt", ...(prices.get(price) ?? []), currency, ...askedFields(asked)],
      answer: costFields(cost),
    })),
    ...lists.estimate.map(({ name, ref, requests, cachedShare, estimate, ...asked }) => {
      const { inputTokens, outputTokens } = asked;
      const { perRequest, total, exceeds } = estimate;
      return {
        name,
        fields: [
          ...["estimate", ref, requests, cachedShare],
          ...askedFields({ ...asked, usage: { inputTokens, outputTokens } }),
        ],
        answer: [
          ...costFields(perRequest),
          ...costFields(total),
          exceeds?.limit ?? null,
          exceeds === null ? null : String(exceeds.tokens),
        ],
      };
    }),
    ...lists.money.map(({ name, amount, currency, text }) => ({
      name,
      fields: ["money", amount, currency],
      answer: [text],
    })),
    ...lists.modelsOf.map(({ name, provider, at, refs }) => ({
      name,
      fields: ["modelsOf", provider, at],
      // An empty line has one field.
      answer: refs.length === 0 ? [null] : refs,
    })),
    ...lists.findModels.map(({ name, refs, ...asked }) => ({
      name,
      fields: [
        "findModels",
        ...[asked.providers, asked.capabilities, asked.refuses, asked.input, asked.output].flatMap(
          (list: readonly string[]) => listFields(list, (word) => [word]),
        ),
        ...[asked.minContext, asked.minOutput, asked.metered, asked.openWeights, asked.sort],
        ...[asked.inputTokens, asked.outputTokens, asked.currency, asked.limit, asked.at],
      ],
      answer: refs.length === 0 ? [null] : refs,
    })),
    ...lists.lifecycle.map(({ name, deprecatedAt, retiresAt, status, at, lifecycle }) => ({
      name,
      fields: ["lifecycle", deprecatedAt, retiresAt, status, at],
      answer: [
        lifecycle.state,
        lifecycle.since,
        lifecycle.retiresAt,
        lifecycle.daysLeft === null ? null : String(lifecycle.daysLeft),
      ],
    })),
    ...lists.resolve.map(({ name, profile, pinned, userOverride, env, at, resolution }) => ({
      name,
      fields: [
        "resolve",
        profile,
        pinned,
        userOverride && `${userOverride.provider}/${userOverride.model}`,
        userOverride?.transport ?? null,
        ...(env === null ? [null] : [Object.keys(env).length, ...Object.entries(env).flat()]),
        at,
      ],
      answer: [
        resolution.kind,
        ...resolution.steps.flatMap(({ source, written, outcome, reason, ref, modelRef, text }) => [
          source,
          written,
          outcome,
          reason,
          ref,
          modelRef,
          text,
        ]),
      ],
    })),
    ...lists.auth.map(({ name, provider, key, auth }) => ({
      name,
      fields: ["auth", provider, key],
      answer: [auth.in, auth.name, auth.value],
    })),
    ...lists.derive.map(({ name, endpoint, authScheme, routed, protocol, transport }) => ({
      name,
      fields: ["derive", endpoint, authScheme, routed],
      answer: [protocol, transport],
    })),
  ];
}

type Asked = Pick<Vector<"cost">, "usage" | "at" | "serviceTier" | "region" | "history">;

/** What is asked of a price, in the order in which the runner reads it. */
function askedFields({ usage, at, serviceTier, region, history }: Asked): Field[] {
  return [
    usage.inputTokens,
    usage.outputTokens,
    usage.reasoningTokens ?? 0,
    usage.cacheReadTokens ?? 0,
    usage.cacheWriteTokens ?? 0,
    usage.cacheWrite5mTokens ?? 0,
    usage.cacheWrite1hTokens ?? 0,
    usage.cacheWrite30mTokens ?? 0,
    usage.cacheWrite12hTokens ?? 0,
    usage.audioInputTokens ?? 0,
    usage.audioOutputTokens ?? 0,
    usage.imageInputTokens ?? 0,
    usage.imageOutputTokens ?? 0,
    usage.cacheReadAudioTokens ?? 0,
    usage.cacheReadImageTokens ?? 0,
    ...namedFields(usage.fees ?? {}),
    at,
    serviceTier,
    region,
    history,
  ];
}

function costFields(cost: Vector<"cost">["cost"]) {
  const { kind, total, currency, parts, row, reason, missing } = cost;
  const split = parts && `${parts.input} ${parts.output} ${parts.fees}`;
  return [kind, total, currency, split, row, reason, missing];
}

function priceFields({ price, history }: Vector<"prices">): Field[] {
  return [
    price.kind,
    ...(price.kind === "known" ? [...ratesFields(price), ...tiersFields(price)] : []),
    ...namedFields(price.tierPercent),
    ...namedFields(price.regionPercent),
    ...namedFields(price.fees),
    ...listFields(price.rows, rowFields),
    price.since,
    ...listFields(history, rowFields),
  ];
}

function rowFields(row: Vector<"prices">["history"][number]): Field[] {
  const texts = (list: readonly string[] | null) => listFields(list ?? [], (text) => [text]);
  return [
    ...[row.from, row.to],
    ...texts(row.utcHours),
    ...texts(row.utcDays),
    ...texts(row.exceptDates),
    ...[row.serviceTier, row.region],
    ...ratesFields(row),
    ...tiersFields(row),
  ];
}

function tiersFields({ tiers }: Pick<Vector<"prices">["price"], "tiers">): Field[] {
  return listFields(tiers, (tier) => [tier.aboveInputTokens as number, ...ratesFields(tier)]);
}

function ratesFields(rates: object): Field[] {
  return rateNames.map((name) => (rates as Readonly<Record<string, number | null>>)[name] ?? null);
}

function namedFields(of: Readonly<Record<string, number>>): Field[] {
  return listFields(Object.entries(of), (entry) => [...entry]);
}

/** How many there are, and then each. */
function listFields<T>(list: readonly T[], fieldsOf: (item: T) => Field[]): Field[] {
  return [list.length, ...list.flatMap(fieldsOf)];
}

const ESCAPES = { "\\": "\\b", "\t": "\\t", "\n": "\\n", "\r": "\\r" } as const;
const PLAIN: Readonly<Record<string, string>> = { b: "\\", t: "\t", n: "\n", r: "\r" };

function line(fields: readonly Field[]): string {
  return fields
    .map((field) =>
      field === null
        ? "-"
        : `=${String(field).replace(/[\\\t\n\r]/g, (mark) => ESCAPES[mark as keyof typeof ESCAPES])}`,
    )
    .join("\t");
}

function plain(field: string): string | null {
  if (!field.startsWith("=")) return null;
  return field.slice(1).replace(/\\(.)/g, (_, mark: string) => PLAIN[mark] as string);
}
