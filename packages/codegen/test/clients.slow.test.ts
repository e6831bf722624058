import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { emitters } from "../src/emit/emitters.ts";
import { PROVIDER_ID } from "../src/layers/patterns.ts";
import { generate } from "../src/pipeline/generate.ts";
import {
  kei,
  linkRegistry,
  linkRuntime,
  ROOT,
  readFiles,
  temporaryFolder,
  tsc,
  writeFiles,
} from "./support/cli.ts";
import { FIXTURES, inputsOf, readTexts, TODAY } from "./support/fixtures.ts";
import { sharedFolder } from "./support/shared.ts";
import { stringifyShuffled } from "./support/shuffle.ts";

const scale = sharedFolder("data/scale");
const FIXTURE = join(FIXTURES, "clients");
const NAMES = { provider: "providers.toml", model: "models.toml", profile: "agent-profiles.toml" };

/** The clients of the fixture, by file name. */
async function clientsOf(clients?: { runtimeModule: string; factsModule: string }) {
  const { diagnostics, files } = await generate(inputsOf(readTexts(FIXTURE)), {
    today: TODAY,
    typesModule: "@kei/registry",
    clients,
    emitters,
  });
  expect(diagnostics).toEqual([]);
  return new Map(
    files.filter(({ target }) => target === "clients").map(({ path, text }) => [path, text]),
  );
}

const MODULES = { runtimeModule: "@kei/runtime/codegen", factsModule: "@kei/registry/*" };

/** An initialised registry in a folder of its own. */
async function initialised(): Promise<string> {
  const folder = join(temporaryFolder(), "registry");
  expect(await kei(["init", folder])).toMatchObject({ code: 0 });
  return folder;
}

function replaceIn(file: string, ...pairs: readonly (readonly [string, string])[]): void {
  const text = readFileSync(file, "utf8");
  writeFileSync(
    file,
    pairs.reduce((so, [from, to]) => so.replaceAll(from, to), text),
  );
}

describe("the emitter of clients", () => {
  it.each([
    "anthropic",
    "codex",
    "empty",
    "gateway",
    "gateway-open",
    "google",
    "local",
    "local-closed",
    "local-empty",
    "index",
  ])("writes %s.gen.ts", async (id) => {
    const files = await clientsOf(MODULES);
    const golden = join(FIXTURE, "expected", `${id}.gen.txt`);
    await expect(files.get(`${id}.gen.ts`)).toMatchFileSnapshot(golden);
  });

  it("writes a module per provider and an index, and none of them without modules to import", async () => {
    const table = parse(readFileSync(join(FIXTURE, "providers.toml"), "utf8"));
    const ids = (table["provider"] as { id: string }[]).map(({ id }) => `${id}.gen.ts`);
    expect([...(await clientsOf(MODULES)).keys()].sort()).toEqual([...ids, "index.gen.ts"].sort());
    expect(await clientsOf()).toEqual(new Map());
  });

  it("prints no code of a call: no URL, no header, no key, no statement but imports, exports and types", async () => {
    for (const [path, text] of await clientsOf(MODULES)) {
      expect(text, path).not.toMatch(/https?:|fetch|Authorization|x-api-key|=>|function|await/i);
      const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "");
      const starts = code.match(/^[^\s/})].*/gm) ?? [];
      expect(
        starts.filter((line) => !/^(import|export|interface) /.test(line)),
        path,
      ).toEqual([]);
    }
  });
});

describe("kei gen", () => {
  it("gives the same bytes from shuffled TOML, in another locale and folder", async () => {
    const want = temporaryFolder();
    expect(await kei(["gen", "--registry", FIXTURE, "--out", want])).toMatchObject({ code: 0 });
    for (const seed of [4, 5]) {
      const shuffled = temporaryFolder();
      for (const [layer, name] of Object.entries(NAMES)) {
        const value = parse(readFileSync(join(FIXTURE, name), "utf8"));
        const records = (value[layer] ?? []) as never;
        writeFileSync(join(shuffled, name), stringifyShuffled(layer, records, seed));
      }
      const got = temporaryFolder();
      const env = { LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" };
      await kei(["gen", "--registry", shuffled, "--out", got], { cwd: got, env });
      expect(readFiles(join(got, "clients"))).toEqual(readFiles(join(want, "clients")));
    }
  });

  it("writes clients beside the facts where nothing is configured", async () => {
    const folder = await initialised();
    const { code, err } = await kei(["gen"], { cwd: folder });
    expect(code).toBe(0);
    expect(err).toContain("the clients in clients import @kei/runtime,");
    expect(Object.keys(readFiles(join(folder, "clients")))).toEqual([
      "example.gen.ts",
      "index.gen.ts",
      "ollama.gen.ts",
    ]);
    const client = readFileSync(join(folder, "clients/example.gen.ts"), "utf8");
    expect(client).toContain('from "../gen/providers/example.gen.js"');
    expect(client).toContain('from "@kei/runtime/codegen"');
  });

  it("says that the runtime is missing when clients are written, and only where it is", async () => {
    const folder = await initialised();
    const remark = "which is not installed there";
    expect((await kei(["gen"], { cwd: folder })).err).toContain(remark);
    expect((await kei(["gen"], { cwd: folder })).err).toBe("");
    rmSync(join(folder, "clients"), { recursive: true });
    linkRuntime(folder);
    expect(await kei(["gen"], { cwd: folder })).toMatchObject({ code: 0, err: "" });
    expect(existsSync(join(folder, "clients/example.gen.ts"))).toBe(true);
  });

  it("names clients that differ, mends them, and removes those of providers that are gone", async () => {
    const folder = await initialised();
    await kei(["gen"], { cwd: folder });
    const client = join(folder, "clients/example.gen.ts");
    const before = readFileSync(client, "utf8");
    const header = before.split("\n", 1)[0];
    writeFiles(folder, {
      "clients/example.gen.ts": "// changed\n",
      "clients/gone.gen.ts": `${header}\n`,
      "clients/theirs.gen.ts": "export {};\n",
    });
    const checked = await kei(["gen", "--check"], { cwd: folder });
    expect(checked).toMatchObject({
      code: 1,
      out: "differs: clients/example.gen.ts\nstale: clients/gone.gen.ts\n2 generated files not up to date: run kei gen\n",
    });
    const mended = await kei(["gen"], { cwd: folder });
    expect(mended.out).toContain("(1 written, 1 removed)");
    expect(readFileSync(client, "utf8")).toBe(before);

    // A stale file alone is work, too.
    writeFiles(folder, { "clients/gone.gen.ts": `${header}\n` });
    expect((await kei(["gen"], { cwd: folder })).out).toContain("(1 removed)");

    for (const name of Object.values(NAMES)) {
      replaceIn(join(folder, name), ['"ollama"', '"llama-here"'], ["ollama/", "llama-here/"]);
    }
    expect((await kei(["gen"], { cwd: folder })).out).toContain("2 removed");
    expect(Object.keys(readFiles(join(folder, "clients")))).toEqual([
      "example.gen.ts",
      "index.gen.ts",
      "llama-here.gen.ts",
      "theirs.gen.ts",
    ]);
  });

  it("touches no client when a price changes", async () => {
    const folder = await initialised();
    await kei(["gen"], { cwd: folder });
    const clients = () =>
      readdirSync(join(folder, "clients")).map((name) => {
        return [name, statSync(join(folder, "clients", name)).mtimeMs];
      });
    const before = clients();
    expect(before.length).toBeGreaterThan(1);
    replaceIn(join(folder, "models.toml"), ["300_000_000      # $3.00", "200_000_000 # $2.00"]);
    expect((await kei(["gen"], { cwd: folder })).out).toMatch(/\(\d+ written\)/);
    expect(clients()).toEqual(before);
  });
});

describe("kei.config.json", () => {
  const TARGETS = { schema: "schema", typescript: "src/gen", data: "data" };
  const configured = async (config: object) => {
    const folder = await initialised();
    writeFiles(folder, { "kei.config.json": JSON.stringify({ registry: ".", ...config }) });
    return folder;
  };

  it("writes no clients unless it names a folder for them", async () => {
    const folder = await configured({ targets: TARGETS });
    expect(await kei(["gen"], { cwd: folder })).toMatchObject({ code: 0, err: "" });
    expect(Object.keys(readFiles(folder)).filter((name) => name.includes("client"))).toEqual([]);
  });

  it.each([
    ["src/clients", "../gen/providers/example.gen.js"],
    ["src/gen/clients", "../providers/example.gen.js"],
    ["src", "./gen/providers/example.gen.js"],
    ["lib/made/clients", "../../../src/gen/providers/example.gen.js"],
  ])("imports facts by their path from clients in %s", async (clients, path) => {
    const folder = await configured({ targets: { ...TARGETS, clients } });
    expect(await kei(["gen"], { cwd: folder })).toMatchObject({ code: 0 });
    const text = readFileSync(join(folder, clients, "example.gen.ts"), "utf8");
    expect(text).toContain(`from "${path}";`);
    expect(text).toContain('from "@kei/runtime/codegen";');
    expect((await kei(["gen", "--check"], { cwd: folder })).out).toContain("up to date");
  });

  it("names the modules that clients import", async () => {
    const folder = await configured({
      targets: { ...TARGETS, clients: "src/clients" },
      runtimeModule: "../runtime.js",
      factsModule: "#facts",
    });
    expect(await kei(["gen"], { cwd: folder })).toMatchObject({ code: 0, err: "" });
    const text = readFileSync(join(folder, "src/clients/example.gen.ts"), "utf8");
    expect(text).toContain('from "#facts/example";');
    expect(text).toContain('from "../runtime.js";');
  });

  it.each([
    [{ targets: { ...TARGETS, clients: 1 } }, '"targets" must name a folder for "clients"'],
    [{ targets: TARGETS, runtimeModule: 1 }, '"runtimeModule" must be the name of a module'],
    [{ targets: TARGETS, factsModule: [] }, '"factsModule" must be the name of a module'],
    [{ targets: { ...TARGETS, client: "x" } }, 'unknown target "client"'],
    [{ targets: { ...TARGETS, clients: "src/gen" } }, "two targets would write"],
    [{ targets: { ...TARGETS, clients: "src/gen/providers" } }, "two targets would write"],
  ])("refuses %j", async (config, want) => {
    const folder = await configured(config);
    const { code, err } = await kei(["gen"], { cwd: folder });
    expect(code).toBe(1);
    expect(err).toContain(want);
    expect(existsSync(join(folder, "src"))).toBe(false);
  });

  it("moves clients when their folder is renamed", async () => {
    const folder = await configured({ targets: { ...TARGETS, clients: "a" } });
    await kei(["gen"], { cwd: folder });
    renameSync(join(folder, "a"), join(folder, "b"));
    replaceIn(join(folder, "kei.config.json"), ['"a"', '"b"']);
    expect((await kei(["gen"], { cwd: folder })).out).toContain("up to date");
  });
});

describe("generated clients", () => {
  /** Writes and compiles facts and clients of a registry, and loads the index of the clients. */
  const compiled = async (registry: string, more: Readonly<Record<string, string>> = {}) => {
    const folder = temporaryFolder();
    linkRegistry(folder);
    linkRuntime(folder);
    expect(await kei(["gen", "--registry", registry, "--out", folder])).toMatchObject({ code: 0 });
    writeFiles(folder, {
      "package.json": '{ "type": "module" }',
      "tsconfig.json": JSON.stringify({
        compilerOptions: {
          module: "nodenext",
          target: "es2022",
          lib: ["es2023", "dom", "dom.iterable", "dom.asynciterable"],
          types: [],
          strict: true,
          exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true,
          noPropertyAccessFromIndexSignature: true,
          noUnusedLocals: true,
          noUnusedParameters: true,
          isolatedModules: true,
          verbatimModuleSyntax: true,
          declaration: true,
          outDir: "dist",
          rootDir: ".",
        },
        include: ["gen", "clients", "*.ts"],
      }),
      ...more,
    });
    expect(await tsc([], folder)).toEqual({ code: 0, out: "", err: "" });
    return await import(pathToFileURL(join(folder, "dist/clients/index.gen.js")).href);
  };

  it("compile under the strictest configuration whatever ids are called, and load", async () => {
    const { clients } = await compiled(FIXTURE, { "consumer.ts": CONSUMER });
    const table = parse(readFileSync(join(FIXTURE, "providers.toml"), "utf8"));
    for (const { id } of table["provider"] as { id: string }[]) {
      expect(clients[id].provider.id).toBe(id);
    }
    expect(Object.keys(clients.gateway.models)).toEqual([
      "own-model",
      "anthropic/claude-large",
      "anthropic/claude-small",
      "local/llama:8b",
    ]);
    expect(Object.keys(clients["github-models"].models)).toEqual([
      "large",
      "define/large",
      "github/large",
      "provider/large",
      "routed/large",
    ]);
  });

  it.skipIf(scale === undefined)("compile with 147 providers and 5,276 models", async () => {
    const { clients } = await compiled(scale as string);
    expect(Object.keys(clients)).toHaveLength(147);
  });
});

it.each(["registry", "runtime"])(
  "no provider can take the place of a sub-path of @kei/%s",
  (name) => {
    const { exports } = JSON.parse(
      readFileSync(join(ROOT, "packages", name, "package.json"), "utf8"),
    ) as { exports: Record<string, string> };
    const ids = Object.keys(exports).flatMap((key) => /^\.\/([a-z0-9-]+)$/.exec(key)?.[1] ?? []);
    expect(ids.length).toBeGreaterThan(0);
    for (const id of [...ids, "index"]) expect(PROVIDER_ID.test(id), id).toBe(false);
  },
);

/** What the types of the fixture's clients have to say. */
const CONSUMER = `
  import type { AnthropicModel } from "./clients/anthropic.gen.js";
  import type { EmptyModel } from "./clients/empty.gen.js";
  import type { GatewayModel } from "./clients/gateway.gen.js";
  import type { GatewayOpenModel } from "./clients/gateway-open.gen.js";
  import type { LocalModel } from "./clients/local.gen.js";
  import type { LocalClosedModel } from "./clients/local-closed.gen.js";
  export const anthropic: AnthropicModel[] = ["claude-large", "claude-small", "claude/latest"];
  // @ts-expect-error no such model
  export const unknown: AnthropicModel = "claude-larg";
  // @ts-expect-error it has none
  export const empty: EmptyModel = "large";
  export const gateway: GatewayModel[] = ["own-model", "own", "anthropic/claude-large", "anthropic/claude/latest", "local/llama:8b", "local/llama"];
  // @ts-expect-error the provider is missing
  export const bare: GatewayModel = "claude-large";
  // @ts-expect-error not among those that it routes to
  export const elsewhere: GatewayModel = "google/gemini-3-pro";
  export const gatewayOpen: GatewayOpenModel[] = ["anthropic/claude-large", "any/thing"];
  export const local: LocalModel[] = ["llama", "anything"];
  // @ts-expect-error a local server that takes what is listed
  export const closed: LocalClosedModel = "anything";
`;
