import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import * as packaged from "../src/index.ts";
import { loadRegistry, type Problem, RegistryError } from "../src/load.ts";

const OURS = fileURLToPath(new URL("../../../registry", import.meta.url));
const FIXTURES = fileURLToPath(new URL("../../codegen/test/fixtures", import.meta.url));
const FILES = ["agent-profiles.toml", "models.toml", "providers.toml"];

const scratch = mkdtempSync(join(tmpdir(), "kei-load-"));
afterAll(() => rmSync(scratch, { recursive: true }));

/** A copy of our registry with one file changed. */
function edited(name: string, file: string, edit: (text: string) => string): string {
  const folder = join(scratch, name);
  const isFile = (source: string) => source === OURS || source.endsWith(".toml");
  cpSync(OURS, folder, { recursive: true, filter: isFile });
  writeFileSync(join(folder, file), edit(readFileSync(join(folder, file), "utf8")));
  return folder;
}

const failure = async (options: Parameters<typeof loadRegistry>[0]): Promise<RegistryError> => {
  const error = await loadRegistry(options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(RegistryError);
  return error as RegistryError;
};

describe("loadRegistry", () => {
  it.each([
    ["nothing is named", {}],
    ["the variable is empty", { KEI_REGISTRIES_DIR: "" }],
  ])("has the package's own data when %s", async (_, env) => {
    const registry = await loadRegistry({ env });
    expect(registry.source).toBe("package");
    expect(registry.models).toBe(packaged.models);
    expect(registry.contentHash).toBe(packaged.contentHash);
    expect(registry.warnings).toEqual([]);
  });

  it("reads of our TOML what the package has", async () => {
    const registry = await loadRegistry({ dir: OURS, env: {} });
    expect(registry.source).toBe(OURS);
    expect(registry.contentHash).toBe(packaged.contentHash);
    const { providers, models, modelAliases, profiles } = packaged;
    expect(registry).toMatchObject({ providers, models, modelAliases, profiles });
    expect(Object.keys(registry.models)).toEqual(Object.keys(models));
    const usage = { inputTokens: 100_000, outputTokens: 50_000 };
    expect(registry.cost("anthropic/claude-sonnet-4-6", usage)).toMatchObject({
      total: 105_000_000n,
      currency: "USD",
    });
    expect(registry.resolveProfile("critic")).toEqual(packaged.resolveProfile("critic"));
    expect(registry.modelsOf("openai")).toEqual(packaged.modelsOf("openai"));
  });

  it("prefers dir to the variable, and the variable to the package", async () => {
    const other = edited("other", "providers.toml", (text) =>
      text.replace('display_name = "Anthropic"', 'display_name = "Anthropic (Direct API)"'),
    );
    const env = { KEI_REGISTRIES_DIR: other };
    const byVariable = await loadRegistry({ env });
    expect(byVariable.source).toBe(other);
    expect(byVariable.findProvider("anthropic")?.displayName).toBe("Anthropic (Direct API)");
    expect(byVariable.contentHash).not.toBe(packaged.contentHash);
    expect((await loadRegistry({ dir: OURS, env })).source).toBe(OURS);
  });

  it("reads the environment of the process unless told otherwise", async () => {
    process.env.KEI_REGISTRIES_DIR = join(scratch, "not-there");
    try {
      expect((await failure({})).message).toContain(`KEI_REGISTRIES_DIR=${scratch}`);
    } finally {
      delete process.env.KEI_REGISTRIES_DIR;
    }
  });

  it("never falls back when what is named is not there", async () => {
    const dir = join(scratch, "not-there");
    const { message, problems } = await failure({ dir });
    expect(message.split("\n")).toEqual([
      `the registry of ${dir} is broken:`,
      `  ${dir}/agent-profiles.toml:1:1 file-missing: cannot read the profile file: it does not exist`,
      `  ${dir}/models.toml:1:1 file-missing: cannot read the model file: it does not exist`,
      `  ${dir}/providers.toml:1:1 file-missing: cannot read the provider file: it does not exist`,
    ]);
    expect(problems).toHaveLength(3);
    // A file where the folder should be, and the other way round.
    const file = await failure({ dir: join(OURS, "models.toml") });
    expect(file.problems.map(({ message }) => message)).toContain(
      "cannot read the model file: part of its path is a file",
    );
    const folder = edited("folder", "models.toml", () => "");
    rmSync(join(folder, "models.toml"));
    mkdirSync(join(folder, "models.toml"));
    expect((await failure({ dir: folder })).message.split("\n")).toEqual([
      `the registry of ${folder} is broken:`,
      `  ${folder}/models.toml:1:1 file-missing: cannot read the model file: it is a folder`,
    ]);
  });

  it("does not take an empty name for the working directory", async () => {
    const before = process.cwd();
    process.chdir(OURS);
    try {
      const { message } = await failure({ dir: "" });
      expect(message.split("\n").slice(0, 2)).toEqual([
        'the registry of "" is broken:',
        "  agent-profiles.toml:1:1 file-missing: cannot read the profile file: the name of its folder is empty",
      ]);
    } finally {
      process.chdir(before);
    }
  });

  it("says where a file is cut off", async () => {
    const dir = edited("cut", "models.toml", (text) => text.slice(0, text.indexOf("slug") + 8));
    const { problems } = await failure({ dir });
    expect(problems[0]).toMatchObject({ code: "toml-syntax", file: join(dir, "models.toml") });
    expect(problems[0]?.line).toBeGreaterThan(10);
  });

  it("does not depend on the day: what was verified tomorrow is read", async () => {
    const dir = edited("tomorrow", "models.toml", (text) =>
      text.replace(/verified_at = "[^"]+"/, 'verified_at = "2999-01-01"'),
    );
    expect((await loadRegistry({ dir })).warnings).toEqual([]);
  });

  it("shows the first twenty mistakes, and has all of them", async () => {
    const dir = edited("many", "models.toml", (text) => text.replaceAll("slug = ", "slgu = "));
    const { message, problems } = await failure({ dir });
    expect(problems.length).toBeGreaterThan(100);
    expect(message.split("\n")).toHaveLength(22);
    expect(message).toMatch(/and \d+ more$/);
  });
});

/**
 * What is shipped, with the pipeline in a chunk of its own: it says what the source says, word for
 * word, and what `kei check` says.
 */
describe("loadRegistry as it is built", async () => {
  const url = new URL("../dist/load.js", import.meta.url).href;
  const built = (await import(url)) as typeof import("../src/load.ts");

  const findings = async (load: typeof loadRegistry, dir: string): Promise<readonly Problem[]> =>
    load({ dir }).then(
      ({ warnings }) => warnings,
      ({ name, problems }: RegistryError) => {
        expect(name).toBe("RegistryError");
        expect(problems.some(({ severity }) => severity === "error")).toBe(true);
        return problems;
      },
    );

  const names = (kind: string) =>
    readdirSync(join(FIXTURES, kind), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);

  it.each(names("good"))("takes the good registry %s", async (name) => {
    const dir = join(FIXTURES, "good", name);
    const [registry, want] = [await built.loadRegistry({ dir }), await loadRegistry({ dir })];
    expect(JSON.stringify(registry)).toBe(JSON.stringify(want));
  });

  it("reads our registry", async () => {
    const registry = await built.loadRegistry({ dir: OURS });
    expect(registry.contentHash).toBe(packaged.contentHash);
  });

  it.each(names("bad"))("finds in the bad registry %s what kei check finds", async (name) => {
    const dir = join(FIXTURES, "bad", name);
    const want = readFileSync(join(dir, "expected.txt"), "utf8")
      .split("\n")
      .flatMap((line) => /^(\S+:\d+:\d+) - \S+ (\S+):/.exec(line)?.slice(1).join(" ") ?? [])
      // What holds on some days only is for `kei check`.
      .filter((line) => !/ (?:future-date|price-row-due)$/.test(line));
    const found = await findings(built.loadRegistry, dir);
    const places = found.map(
      ({ file, line, column, code }) => `${file.slice(dir.length + 1)}:${line}:${column} ${code}`,
    );
    expect(places).toEqual(want);
    expect(found).toEqual(await findings(loadRegistry, dir));
  });

  const texts = fc.constantFrom(...names("bad"), ...names("good")).chain((name) => {
    const folder = join(
      FIXTURES,
      readdirSync(join(FIXTURES, "good")).includes(name) ? "good" : "bad",
      name,
    );
    return fc.constantFrom(...FILES).map((file) => readFileSync(join(folder, file), "utf8"));
  });

  it("and in files with a value or a key exchanged", async () => {
    let broken = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...FILES),
        texts,
        fc.nat(),
        fc.constantFrom(...ODD_VALUES),
        async (file, text, at, odd) => {
          const lines = text.split("\n").filter((line) => /^[a-z_0-9]+ = /.test(line));
          const line = lines[at % Math.max(lines.length, 1)] ?? "";
          const changed = text.replace(line, () => line.replace(/ = .*/, () => odd));
          const dir = edited("odd", file, () => changed);
          const found = await findings(built.loadRegistry, dir);
          if (found.length > 0) broken++;
          expect(found).toEqual(await findings(loadRegistry, dir));
        },
      ),
      // Both are one pipeline: bundling alone can make a difference.
      { numRuns: 30 },
    );
    expect(broken).toBeGreaterThan(5);
  });
});

const ODD_VALUES = [
  ' = ""',
  ' = " "',
  " = 0",
  " = -1",
  " = 1.5",
  " = inf",
  " = nan",
  " = 99999999999999999999",
  " = true",
  " = 2026-01-01",
  " = []",
  ' = ["a", "a"]',
  ' = ["A_KEY", 1]',
  " = [[]]",
  " = {}",
  " = { a = 1 }",
  ' = "constructor"',
  ' = "a/b"',
  ` = "${"x".repeat(300)}"`,
  '_x = "y"',
  '."~1/~0" = "y"',
];
