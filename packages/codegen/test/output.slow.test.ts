import { readdirSync, readFileSync, watch, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Ajv } from "ajv";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { inputFileNames } from "../src/layers/layer-names.ts";
import {
  kei,
  linkRegistry,
  ROOT,
  readFiles,
  startKei,
  temporaryFolder,
  tsc,
  writeFiles,
} from "./support/cli.ts";
import { sharedFolder } from "./support/shared.ts";
import { stringifyShuffled } from "./support/shuffle.ts";

const ts = createRequire(join(ROOT, "package.json"))("ts60") as typeof import("ts60");
const scale = sharedFolder("data/scale");

/** Every option that makes the compiler stricter. */
const STRICTEST = {
  strict: true,
  allowUnreachableCode: false,
  allowUnusedLabels: false,
  exactOptionalPropertyTypes: true,
  noFallthroughCasesInSwitch: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noPropertyAccessFromIndexSignature: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  noUncheckedSideEffectImports: true,
  isolatedModules: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  skipLibCheck: false,
};

const compilerOptions = { module: "nodenext", target: "es2022", lib: ["es2022"], types: [] };

/** Compiles what `kei gen` wrote to `folder/gen`, with declarations, into `folder/dist`. */
async function compile(folder: string, options: object = STRICTEST): Promise<string> {
  linkRegistry(folder);
  writeFiles(folder, {
    "package.json": '{ "type": "module" }',
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        ...compilerOptions,
        declaration: true,
        outDir: "dist",
        rootDir: ".",
        ...options,
      },
      include: ["gen", "consumer.ts"],
    }),
  });
  const { code, out } = await tsc([], folder);
  expect(out).toBe("");
  expect(code).toBe(0);
  return join(folder, "dist");
}

describe("the generated files", () => {
  it("are the same bytes from shuffled TOML, in another locale, time zone and folder", async () => {
    const want = temporaryFolder();
    await kei(["gen", "--registry", "registry", "--out", want]);
    // The project's configuration names it, and the shuffled registries have none.
    const emitter = join(ROOT, "packages/ai-sdk/scripts/emit-clients.mjs");
    for (const seed of [1, 2, 3]) {
      const shuffled = temporaryFolder();
      for (const [layer, name] of Object.entries(inputFileNames)) {
        const value = parse(readFileSync(join(ROOT, "registry", name), "utf8"));
        writeFileSync(join(shuffled, name), stringifyShuffled(layer, value[layer] as never, seed));
      }
      const got = temporaryFolder();
      const ran = await kei(["gen", "--registry", shuffled, "--out", got, "--emitter", emitter], {
        cwd: got,
        env: { LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8", TZ: "Pacific/Kiritimati" },
      });
      expect(ran.code, ran.out + ran.err).toBe(0);
      expect(readFiles(got)).toEqual(readFiles(want));
    }
  });

  it("say nothing of the machine or the moment", async () => {
    const folder = temporaryFolder();
    const minute = () => new Date().toISOString().slice(0, 16);
    const began = minute();
    await kei(["gen", "--registry", "registry", "--out", folder]);
    const moments = [began, minute()];
    for (const [name, text] of Object.entries(readFiles(folder))) {
      expect(text, name).not.toContain(folder);
      expect(text, name).not.toContain(ROOT);
      for (const moment of moments) expect(text, name).not.toContain(moment);
      // Calendars have the line ends of their standard, RFC 5545.
      if (!name.endsWith(".ics")) expect(text, name).not.toContain("\r");
      expect(text.endsWith("\n"), name).toBe(true);
    }
  });

  it("follow the schema that is published with them", async () => {
    const folder = temporaryFolder();
    await kei(["gen", "--registry", "registry", "--out", folder]);
    const read = (name: string) => JSON.parse(readFileSync(join(folder, "data", name), "utf8"));
    const validate = new Ajv({ strict: true, formats: { date: /^\d{4}-\d\d-\d\d$/ } }).compile(
      read("registry.schema.json"),
    );
    const registry = read("registry.json");
    expect(validate(registry), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...registry, extra: 1 })).toBe(false);
    expect(JSON.stringify(registry)).not.toMatch(/":(""|"_")/);
  });

  it("have a hash that follows the facts, not how they are written", async () => {
    const hashOf = async (edit: (text: string) => string) => {
      const folder = temporaryFolder();
      await kei(["init", join(folder, "r")]);
      const models = join(folder, "r/models.toml");
      writeFileSync(models, edit(readFileSync(models, "utf8")));
      await kei(["gen"], { cwd: join(folder, "r") });
      const text = readFileSync(join(folder, "r/data/registry.json"), "utf8");
      return (JSON.parse(text) as { contentHash: string }).contentHash;
    };
    const before = await hashOf((text) => text);
    expect(before).toMatch(/^sha256-[0-9a-f]{64}$/);
    expect(await hashOf((text) => `# a comment\n${text}`.replace("200_000", "200000"))).toBe(
      before,
    );
    expect(await hashOf((text) => text.replace("200_000", "200_001"))).not.toBe(before);
  });

  it("compile under the strictest and under a plain configuration, and run", async () => {
    const folder = temporaryFolder();
    await kei(["gen", "--registry", "registry", "--out", folder]);
    writeFiles(folder, {
      "consumer.ts": `
        import { createRegistry } from "@kei/registry";
        import * as tables from "./gen/index.gen.js";
        import { anthropic, models } from "./gen/providers/anthropic.gen.js";
        export const registry = createRegistry(tables);
        export const endpoint: "https://api.anthropic.com/v1/messages" = anthropic.endpoint;
        export const names = [models["claude-sonnet-4-6"].displayName, registry.getModel("openai/gpt-5").displayName];
        // @ts-expect-error no such model
        () => registry.getModel("openai/gpt-nope");
      `,
    });
    await compile(folder, { strict: true });
    const dist = await compile(folder);
    const consumer = await import(pathToFileURL(join(dist, "consumer.js")).href);
    expect(consumer.names).toEqual(["Claude Sonnet 4.6", "GPT-5"]);
    expect(consumer.registry.findModel("__proto__")).toBeUndefined();
  });

  it.skipIf(scale === undefined)("compile with 5,276 models", async () => {
    const folder = temporaryFolder();
    const ran = await kei([
      "gen",
      "--registry",
      scale as string,
      "--out",
      folder,
      "--format",
      "json",
    ]);
    expect(ran.err).toContain("147 providers, 5276 models, 512 profiles");
    const registry = JSON.parse(readFileSync(join(folder, "data/registry.json"), "utf8"));
    expect(registry.providers).toHaveLength(147);
    expect(registry.models).toHaveLength(5276);
    expect(registry.profiles).toHaveLength(512);
    await compile(folder, { strict: true });
    const dist = await compile(folder);
    const index = await import(pathToFileURL(join(dist, "gen/index.gen.js")).href);
    expect(Object.keys(index.models)).toHaveLength(5276);
  });
});

/** Kinds of top-level statements that generated code has no business with. */
function statementKinds(name: string, text: string): string[] {
  const expected = [
    ts.SyntaxKind.ImportDeclaration,
    ts.SyntaxKind.ExportDeclaration,
    ts.SyntaxKind.InterfaceDeclaration,
    ts.SyntaxKind.TypeAliasDeclaration,
    ts.SyntaxKind.VariableStatement,
  ];
  return ts
    .createSourceFile(name, text, ts.ScriptTarget.ES2022)
    .statements.filter(({ kind }) => !expected.includes(kind))
    .map(({ kind }) => ts.SyntaxKind[kind] as string);
}

describe("a hostile registry", () => {
  const HOSTILE =
    "*/ ` ${globalThis.pwned = 1} \" ' \\ \u2028 \u2029 </script> __proto__ \n // @deprecated {@link x}";

  it("generates code that holds its strings and runs nothing", async () => {
    const folder = temporaryFolder();
    const text = JSON.stringify(HOSTILE);
    writeFiles(folder, {
      "r/providers.toml": `[[provider]]
id = "default"
display_name = ${text}
endpoint = "https://example.com/a*/*b/'\${PWNED}'/(script)//__proto__/v1/chat/completions"
auth_scheme = "bearer"
auth_env = "EXAMPLE_API_KEY"
api_version_header = "x-version"
api_version_value = "*/\`\${globalThis.pwned=1}\\"'</script>__proto__"
retry_max = 0
retry_backoff_ms = 0
rate_limit_rpm = 0
billing_currency = "USD"
docs_url = "https://example.com/*/\`\${globalThis.pwned=1}\\"'</script>__proto__"
notes = ${text}
`,
      "r/models.toml": `[[model]]
provider_ref = "default"
id = "a/b:c@d~e+f"
slug = "slug"
display_name = ${text}
aliases = ["default", "models"]
context_window = 100_000
source_url = "https://example.com/*/\`\${globalThis.pwned=1}\\"'</script>__proto__"
notes = ${text}
`,
      "r/agent-profiles.toml": `[[profile]]
id = "class"
role = ${text}
caps = "RO"
default_model_ref = "default/models"
description = ${text}
system_prompt_ref = ${text}
manifest_path = ${text}
`,
    });
    const ran = await kei(["gen", "--registry", join(folder, "r"), "--out", folder]);
    expect(ran.code, ran.out + ran.err).toBe(0);
    const dist = await compile(folder);
    const { models, profiles, providers } = await import(
      pathToFileURL(join(dist, "gen/index.gen.js")).href
    );
    expect("pwned" in globalThis).toBe(false);
    const model = models["default/a/b:c@d~e+f"];
    const profile = profiles.class;
    for (const held of [
      providers.default.displayName,
      model.displayName,
      profile.role,
      profile.description,
      profile.systemPromptRef,
      profile.manifestPath,
    ]) {
      expect(held).toBe(HOSTILE);
    }
    expect(providers.default.apiVersion.value).toContain("${globalThis.pwned=1}");
    expect(profile.defaultModelRef).toBe("default/a/b:c@d~e+f");
    const published = JSON.parse(readFileSync(join(folder, "data/registry.json"), "utf8"));
    expect(published.models[0].notes).toBe(HOSTILE);
    expect(published.providers[0].notes).toBe(HOSTILE);
    // A name that is not deprecated must not be struck through because of its text.
    for (const name of ["gen/providers/default.gen.ts", "clients/default.gen.ts"]) {
      const source = readFileSync(join(folder, name), "utf8");
      for (const [comment] of source.matchAll(/\/\*\*.*\*\//g)) {
        expect(comment).not.toMatch(/[^\\]@/);
      }
    }
    for (const target of ["gen", "clients"]) {
      for (const [name, text] of Object.entries(readFiles(join(folder, target)))) {
        expect(statementKinds(name, text)).toEqual([]);
        expect(text).not.toMatch(/[\u2028\u2029]|<\/script/);
      }
    }
  });
});

describe("deprecated models", () => {
  it("carry @deprecated in their doc comments, live ones do not", () => {
    const commentOf = (provider: string, id: string) => {
      const file = join(ROOT, `packages/registry/src/gen/providers/${provider}.gen.ts`);
      const member = new RegExp(`/\\*\\* (.*) \\*/\\n {2}readonly "${id}": Model<ModelRef>;`);
      return member.exec(readFileSync(file, "utf8"))?.[1];
    };
    expect(commentOf("xai", "grok-4")).toMatch(/ @deprecated as of \d{4}-\d\d-\d\d; use xai\//);
    expect(commentOf("anthropic", "claude-sonnet-4-6")).not.toContain("@deprecated");
  });
});

describe("a run that is killed", () => {
  it.skipIf(scale === undefined)(
    "leaves every file old or new, none torn",
    async () => {
      const out = temporaryFolder();
      const next = temporaryFolder();
      const registry = temporaryFolder();
      for (const name of readdirSync(scale as string).filter((name) => name.endsWith(".toml"))) {
        const text = readFileSync(join(scale as string, name), "utf8");
        writeFileSync(join(registry, name), text.replaceAll(/^display_name = "/gm, "$&Renamed "));
      }
      await kei(["gen", "--registry", registry, "--out", next]);
      await kei(["gen", "--registry", scale as string, "--out", out]);
      const before = readFiles(out);
      const after = readFiles(next);
      expect(Object.keys(after)).toEqual(Object.keys(before));

      let killed = 0;
      for (const events of [1, 40, 200]) {
        const child = startKei(["gen", "--registry", registry, "--out", out]);
        let seen = 0;
        const watcher = watch(out, { recursive: true }, () => {
          if (++seen === events) child.kill("SIGKILL");
        });
        const signal = await new Promise((resolve) => child.on("close", (_, by) => resolve(by)));
        watcher.close();
        if (signal === "SIGKILL") killed++;
        for (const [name, text] of Object.entries(readFiles(out))) {
          if (name.endsWith(".kei-tmp")) continue;
          expect(text === before[name] || text === after[name], name).toBe(true);
        }
      }
      // A run that was over before its signal came says nothing; not all of them may be.
      expect(killed).toBeGreaterThan(0);
      // The next run finishes the work and sweeps up.
      expect(await kei(["gen", "--registry", registry, "--out", out])).toMatchObject({ code: 0 });
      expect(readFiles(out)).toEqual(after);
      // Thousands of files are written, watched and read, several times.
    },
    180_000,
  );
});
