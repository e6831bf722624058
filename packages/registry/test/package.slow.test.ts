import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { modelsOf, providers } from "../src/index.ts";

/** Says so once where there is none. */
function hasBash(): boolean {
  const found = spawnSync("bash", ["-c", ":"]).status === 0;
  if (!found) console.warn("skipped: there is no bash");
  return found;
}

const root = fileURLToPath(new URL("../../../", import.meta.url));
let consumer: string;

const run = (command: string, args: readonly string[], cwd = consumer) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** The package as a downstream repository gets it: packed, and installed without running scripts. */
beforeAll(() => {
  consumer = mkdtempSync(join(tmpdir(), "kei-consumer-"));
  run(
    "npx",
    ["-y", "pnpm@10", "pack", "--pack-destination", consumer],
    join(root, "packages/registry"),
  );
  const tarball = readdirSync(consumer).find((name) => name.endsWith(".tgz")) as string;
  writeFileSync(join(consumer, "package.json"), '{ "private": true, "type": "module" }');
  run("npm", [
    "install",
    "--offline",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    `./${tarball}`,
  ]);
});

afterAll(() => rmSync(consumer, { recursive: true, force: true }));

describe("the packed @kei/registry", () => {
  it("holds what is imported, and nothing else", () => {
    const files = readdirSync(join(consumer, "node_modules/@kei/registry"), {
      recursive: true,
      encoding: "utf8",
    });
    expect(files).toContain("LICENSE");
    expect(files).toContain("README.md");
    expect(files).toContain("dist/load/THIRD-PARTY.txt");
    expect(files.filter((name) => name.startsWith("data/")).sort()).toEqual(
      expect.arrayContaining([
        "data/.env.example",
        "data/llms.txt",
        "data/models.tsv",
        "data/providers.tsv",
        "data/registry.json",
        "data/vectors.json",
      ]),
    );
    expect(files).toContain("dist/schema/models.schema.json");
    expect(files.filter((name) => name.startsWith("rust/")).sort()).toEqual(
      expect.arrayContaining(["rust/Cargo.toml", "rust/README.md", "rust/src/lib.rs"]),
    );
    expect(
      files.filter((name) =>
        /^(?!rust\/src).*(^|\/)(src|test|node_modules|target)(\/|$)|tsbuildinfo|Cargo\.lock/.test(
          name,
        ),
      ),
    ).toEqual([]);
    expect(files.filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))).toEqual([]);
  });

  it("runs", () => {
    writeFileSync(
      join(consumer, "run.js"),
      `import { cost, findModel, modelsOf } from "@kei/registry";
       import { anthropic, models } from "@kei/registry/anthropic";
       import * as local from "@kei/registry/ollama-local";
       import registry from "@kei/registry/registry.json" with { type: "json" };
       import schema from "@kei/registry/schema/providers.schema.json" with { type: "json" };
       console.log(JSON.stringify([
         String(cost("anthropic/claude-sonnet-4-6", { inputTokens: 100_000, outputTokens: 50_000 }).total),
         findModel("__proto__") === undefined,
         modelsOf("anthropic").length > 3,
         anthropic.authEnv,
         models["claude-sonnet-4-6"].slug,
         local.ollamaLocal.openModels,
         registry.providers.length,
         schema.type,
       ]));`,
    );
    const out = run(process.execPath, ["--no-warnings", "run.js"]);
    expect(JSON.parse(out)).toEqual([
      "105000000",
      true,
      true,
      ["ANTHROPIC_API_KEY"],
      "sonnet",
      true,
      10,
      "object",
    ]);
  });

  it("reads a folder of TOML with nothing else installed, and says where one is broken", () => {
    cpSync(join(root, "registry"), join(consumer, "registry"), { recursive: true });
    cpSync(
      join(root, "packages/codegen/test/fixtures/bad/unknown-provider"),
      join(consumer, "broken"),
      { recursive: true },
    );
    writeFileSync(
      join(consumer, "load.js"),
      `import { contentHash } from "@kei/registry";
       import { loadRegistry, parseUserOverrideToml } from "@kei/registry/load";
       import vectors from "@kei/registry/vectors.json" with { type: "json" };
       const packaged = await loadRegistry();
       const ours = await loadRegistry({ dir: "registry" });
       process.env.KEI_REGISTRIES_DIR = "broken";
       const error = await loadRegistry().catch((thrown) => thrown);
       const userOverride = parseUserOverrideToml("provider = 'openai'\\nmodel = 'gpt-5'");
       console.log(JSON.stringify([
         [packaged, ours, vectors].every((each) => each.contentHash === contentHash),
         ours.resolveProfile("critic", { userOverride }).ref,
         error.name,
         error.message.split("\\n").slice(0, 2),
       ]));`,
    );
    const out = run(process.execPath, ["--no-warnings", "load.js"]);
    expect(JSON.parse(out)).toEqual([
      true,
      "openai/gpt-5",
      "RegistryError",
      [
        "the registry of KEI_REGISTRIES_DIR=broken is broken:",
        '  broken/models.toml:9:16 unknown-provider: "antropic" is not a provider of this registry (did you mean "anthropic"?)',
      ],
    ]);
  });

  it("has files for other programs under names that resolve", () => {
    const names = ["providers.tsv", "models.tsv", "llms.txt", ".env.example"];
    writeFileSync(
      join(consumer, "resolve.js"),
      `import { readFileSync } from "node:fs";
       const read = (name) => readFileSync(new URL(import.meta.resolve("@kei/registry/" + name)), "utf8");
       console.log(JSON.stringify(${JSON.stringify(names)}.map((name) => read(name).split("\\n")[0])));`,
    );
    expect(JSON.parse(run(process.execPath, ["resolve.js"]))).toEqual([
      expect.stringMatching(/^#kei-providers\t1\tsha256-[0-9a-f]{64}$/),
      expect.stringMatching(/^#kei-models\t1\tsha256-[0-9a-f]{64}$/),
      "# LLM providers and models",
      expect.stringContaining("Generated by @kei/codegen"),
    ]);
  });

  it.skipIf(!hasBash())("serves the lists of the onboarding wizard in bash", () => {
    const data = join(consumer, "node_modules/@kei/registry/data");
    const example = (script: string, ...args: readonly string[]) =>
      run("bash", [join(root, "examples/onboarding", script), data, ...args])
        .trimEnd()
        .split("\n");
    const results = example("test.sh");
    expect(results.filter((line) => !line.startsWith("ok: "))).toEqual([]);
    expect(results.length).toBeGreaterThan(20);

    expect(example("list.sh")).toEqual(
      Object.values(providers).map(({ id, transport, displayName, authEnv }) =>
        [id, transport, displayName, authEnv.join(",") || "_"].join("\t"),
      ),
    );
    for (const { id } of Object.values(providers)) {
      const want = modelsOf(id).map((model) => `${model.id}\t${model.displayName}`);
      const got = example("list.sh", id);
      expect(got.filter((line) => line !== "")).toEqual(want.sort());
    }
  });

  it.skipIf(!hasBash())("is read by the scripts of docs/guides/bash.md", () => {
    const guide = readFileSync(join(root, "docs/guides/bash.md"), "utf8");
    const [lists, check] = [...guide.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, text]) => text);
    const lines = run("bash", ["-euc", lists as string])
      .trimEnd()
      .split("\n");
    expect(lines).toContain("anthropic (Anthropic) by direct-api: ANTHROPIC_API_KEY");
    expect(lines).toHaveLength(Object.keys(providers).length + modelsOf("anthropic").length);
    run("bash", ["-euc", check as string], join(consumer, "node_modules/@kei/registry/data"));
  });

  it.each(
    ["ts59", "ts60", "typescript"].flatMap((ts) => [
      ["nodenext", ts],
      ["bundler", ts],
    ]),
  )(
    "has a README whose code compiles, for moduleResolution %s under %s",
    (moduleResolution, ts) => {
      const readme = readFileSync(join(root, "packages/registry/README.md"), "utf8");
      const examples = [...readme.matchAll(/^```ts\n([\s\S]*?)^```/gm)]
        .map(([, code = ""]) => code)
        // That one is about files which are not in the package.
        .filter((code) => !code.includes('from "./'));
      expect(examples.length).toBeGreaterThanOrEqual(5);
      for (const [index, code] of examples.entries()) {
        writeFileSync(
          join(consumer, `readme-${index}.ts`),
          `declare const process: { env: Record<string, string | undefined> };
         declare const console: { log(text: string): void };
         ${code}export {};`,
        );
      }
      writeFileSync(
        join(consumer, "tsconfig.json"),
        JSON.stringify({
          compilerOptions: {
            strict: true,
            noEmit: true,
            target: "es2022",
            lib: ["es2022"],
            types: [],
            module: moduleResolution === "bundler" ? "preserve" : "nodenext",
            moduleResolution,
            skipLibCheck: false,
          },
          files: examples.map((_, index) => `readme-${index}.ts`),
        }),
      );
      run(process.execPath, [join(root, "node_modules", ts as string, "bin/tsc")]);
    },
  );
});
