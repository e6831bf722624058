import { execFile } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { COMPILERS, type Compiler } from "@kei/typescript-compat/compilers";
import { describe, expect, it } from "vitest";
import {
  linkRegistry,
  linkRuntime,
  ROOT,
  temporaryFolder,
  writeFiles,
} from "../../../codegen/test/support/cli.ts";
import { KeiError } from "../../src/chat/errors.ts";
import type { ChatRequest } from "../../src/chat/request.ts";
import type { Client } from "../../src/client/client.ts";
import { clients } from "../../src/gen/index.gen.ts";

type Flags = Omit<Partial<ChatRequest>, "model">;

const messages = [{ role: "user", content: "Hello" }] as const;
const tools = [{ name: "look" }] as const;
const TIERS = ["auto", "standard", "flex", "priority", "scale", "fast"] as const;
const EFFORTS = ["none", "minimal", "low", "medium", "high", "xhigh", "max"] as const;

const reading = (part: object): Flags => ({
  messages: [{ role: "user", content: [{ type: "text", text: "Look" }, part as never] }],
});
const fileOf = (mediaType: string) => reading({ type: "file", mediaType, data: "JVBERi0x" });

/** What is asked of every model, and refused by its type as before sending, or by neither. */
const FLAGS: Readonly<Record<string, Flags>> = {
  ...Object.fromEntries(EFFORTS.map((effort) => [`effort ${effort}`, { reasoning: { effort } }])),
  "budget of thinking": { reasoning: { budgetTokens: 2048 } },
  temperature: { temperature: 1 },
  topP: { topP: 1 },
  ...Object.fromEntries(
    EFFORTS.map((effort) => [
      `temperature with effort ${effort}`,
      { temperature: 1, reasoning: { effort } },
    ]),
  ),
  topK: { topK: 20 },
  ...Object.fromEntries(
    EFFORTS.map((effort) => [`topK with effort ${effort}`, { topK: 20, reasoning: { effort } }]),
  ),
  seed: { seed: 7 },
  "penalty for what was spoken of": { presencePenalty: 1 },
  "penalty for what is said often": { frequencyPenalty: 1 },
  "probabilities of tokens": { logprobs: true },
  "probabilities beside them": { logprobs: 2 },
  "no probabilities": { logprobs: false },
  stop: { stop: "END" },
  maxOutputTokens: { maxOutputTokens: 4000 },
  tools: { tools },
  "tools without thinking": { tools, reasoning: { effort: "none" } },
  "a tool by name": { tools, toolChoice: { tool: "look" } },
  "some tool": { tools, toolChoice: "required" },
  "no tool": { tools, toolChoice: "none" },
  "a tool or not": { tools, toolChoice: "auto" },
  "calls at once": { tools, parallelToolCalls: true },
  "a call at a time": { tools, parallelToolCalls: false },
  ...Object.fromEntries(TIERS.map((serviceTier) => [`tier ${serviceTier}`, { serviceTier }])),
  "cache off": { cache: "off" },
  "cache auto": { cache: "auto" },
  "a short cache": { cache: { key: "k", keep: "short" } },
  "a long cache": { cache: { keep: "long" } },
  output: { output: { type: "object", properties: {} } },
  image: reading({ type: "image", mediaType: "image/png", data: "iVBORw0KGgo=" }),
  pdf: fileOf("application/pdf"),
  audio: fileOf("audio/mp3"),
  video: fileOf("video/mp4"),
  "a text file": fileOf("text/plain"),
};

const clientOf = (provider: string) =>
  clients[provider as keyof typeof clients]({ hooks: { onWarning() {} } }) as Client;

/** Why a request is refused before it is sent. */
async function refusalOf(client: Client, model: string, flags: Flags): Promise<string | undefined> {
  try {
    await client.preview({ model, messages, ...flags });
    return undefined;
  } catch (error) {
    if (!(error instanceof KeiError)) throw error;
    expect(error.code, error.message).toBe("unsupported");
    return error.message;
  }
}

/** A name of a model, and what is refused of it before sending, by flag. */
interface Asked {
  readonly provider: string;
  readonly model: string;
  readonly refusals: Readonly<Record<string, string | undefined>>;
}

/** Models that no client can ask: none of their protocols is spoken. */
const unserved: { readonly provider: string; readonly id: string }[] = [];
const asked: Asked[] = [];
for (const [provider, { models }] of Object.entries(clients)) {
  const client = clientOf(provider);
  for (const { id, aliases } of Object.values(models)) {
    if ((await refusalOf(client, id, {})) !== undefined) {
      unserved.push({ provider, id });
      continue;
    }
    for (const model of [id, ...aliases]) {
      const refusals: Record<string, string | undefined> = {};
      for (const [flag, flags] of Object.entries(FLAGS)) {
        refusals[flag] = await refusalOf(client, model, flags);
      }
      asked.push({ provider, model, refusals });
    }
  }
}

const CONFIG = JSON.stringify({
  compilerOptions: {
    strict: true,
    noEmit: true,
    module: "nodenext",
    target: "es2022",
    lib: ["es2023", "dom", "dom.iterable", "dom.asynciterable"],
    types: [],
    skipLibCheck: true,
  },
  include: ["*.ts"],
});

/** Type-checks modules that import what is built. */
function check(compiler: Compiler, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = temporaryFolder();
  linkRegistry(folder);
  linkRuntime(folder);
  writeFiles(folder, {
    "package.json": '{ "type": "module" }',
    "tsconfig.json": CONFIG,
    ...files,
  });
  const args = [
    compiler.tsc,
    "-p",
    folder,
    "--pretty",
    "false",
    "--extendedDiagnostics",
    "--listFiles",
  ];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 28 }, (_, stdout) =>
      resolve(stdout),
    );
  });
}

/** A line for every flag of a model. */
function callsOf({ model }: Asked): readonly string[] {
  return Object.values(FLAGS).map(
    (flags) => `client.preview(${JSON.stringify({ model, messages, ...flags })});`,
  );
}

/** Imports, on one line. */
const head = (provider: string) =>
  `import { createClient, type Client } from "@kei/runtime"; const client = createClient("${provider}"); ` +
  "type Takes = typeof client extends Client<infer _, infer _, infer Table> ? Table : never; " +
  "const same = <A extends keyof Takes, B extends keyof Takes>(..._: [Takes[A], Takes[B]] extends [Takes[B], Takes[A]] ? [] : [never]) => {};";

describe("P9: every flag of every model", () => {
  it("is refused by its type where it is refused before sending, and there alone", async () => {
    // Of models of which the same is refused one is asked everything, and the others are to be of its type.
    const firsts = new Map<string, Asked>();
    const files: Record<string, string[]> = {};
    const wanted: { readonly place: string; readonly about: string; readonly before: unknown }[] =
      [];
    for (const ask of asked) {
      const { provider, model, refusals } = ask;
      const key = JSON.stringify([provider, Object.values(refusals).map((why) => why && true)]);
      const first = firsts.get(key);
      const lines = files[`${provider}.ts`] ?? [head(provider)];
      files[`${provider}.ts`] = lines;
      if (first !== undefined) {
        const about = `${model} like ${first.model}`;
        lines.push(`same<${JSON.stringify(model)}, ${JSON.stringify(first.model)}>();`);
        wanted.push({ place: `${provider}.ts(${lines.length}`, about, before: undefined });
        continue;
      }
      firsts.set(key, ask);
      for (const [i, line] of callsOf(ask).entries()) {
        const flag = Object.keys(FLAGS)[i] as string;
        lines.push(line);
        const about = `${provider}, ${model}, ${flag}`;
        wanted.push({ place: `${provider}.ts(${lines.length}`, about, before: refusals[flag] });
      }
    }
    const texts = Object.entries(files).map(([name, lines]) => [name, lines.join("\n")]);
    const out = await check(COMPILERS["7.0"], Object.fromEntries(texts));
    const errors = new Map(
      [...out.matchAll(/^(.+\.ts\(\d+),\d+\): error (.*)$/gm)].map(([, place, message]) => [
        place,
        message,
      ]),
    );
    const wrong = wanted.flatMap(({ place, about, before }) => {
      const byType = errors.get(place);
      if ((before === undefined) === (byType === undefined)) return [];
      return [`${about}: ${before ?? "sent"}; ${byType ?? "compiles"}`];
    });
    expect(wrong).toEqual([]);
    expect(errors.size).toBeGreaterThan(500);
    expect(wanted.length - errors.size).toBeGreaterThan(500);
  });

  it("is looked at of all models but those that are served in no protocol of their client", () => {
    for (const { provider, id } of unserved) {
      const { models, provider: facts } = clients[provider as keyof typeof clients];
      expect(models[id]?.protocols).not.toContain(facts.protocol);
    }
  });
});

/** A number of what the compiler says of its work. */
const told = (out: string, name: string) =>
  Number(new RegExp(`^${name}:\\s+(\\d+)$`, "m").exec(out)?.[1]);

/** A program with one client. */
const PROGRAM = `import { openai } from "@kei/runtime/openai";

const client = openai();
const messages = [{ role: "user", content: "Hello" }] as const;
const tools = [{ name: "look" }];
client.chat({ model: "gpt-5.2", messages, temperature: 0, reasoning: { effort: "none" } });
client.chat({ model: "gpt-5.2-pro", messages, tools, reasoning: { effort: "high" } });
client.stream({ model: "gpt-4.1", messages: [{ role: "user", content: [{ type: "text", text: "Hi" }] }] });
`;

/** All that is loaded for it: no facts, no other client, no other protocol, no schemas of zod. */
const DECLARATIONS = [
  "registry/dist/cost.d.ts",
  "registry/dist/gen/contract.gen.d.ts",
  "registry/dist/moment.d.ts",
  "registry/dist/usage.d.ts",
  "runtime/dist/gen/openai.gen.d.ts",
  "runtime/dist/types/client.d.ts",
  "runtime/dist/types/openai-chat.d.ts",
  "runtime/dist/types/openai-responses.d.ts",
];

/** What a checker may do for it, a third more than it does, and KiB of those files, a tenth more. */
const MOST = { Instantiations: 5_900, Types: 3_200, KiB: 156 };

it.each(["5.9", "6.0", "7.0"] as const)(
  "TypeScript %s loads eight files for a client, and makes a few thousand types of them",
  async (version) => {
    const out = await check(COMPILERS[version], { "program.ts": PROGRAM });
    expect(out).not.toContain(": error TS");
    const loaded = out.match(/^\/.+\.d\.ts$/gm) ?? [];
    const packages = join(ROOT, "packages/");
    const ours = loaded.filter(
      (path) => path.startsWith(packages) && !path.includes("node_modules"),
    );
    expect(ours.map((path) => path.slice(packages.length)).sort()).toEqual(DECLARATIONS);
    const others = loaded.filter((path) => !ours.includes(path) && !/\/lib\.[^/]+$/.test(path));
    expect(others).toEqual([expect.stringContaining("/@standard-schema/spec/")]);

    expect(told(out, "Instantiations")).toBeLessThanOrEqual(MOST.Instantiations);
    expect(told(out, "Types")).toBeLessThanOrEqual(MOST.Types);
    const bytes = ours.reduce((sum, path) => sum + statSync(path).size, 0);
    expect(bytes / 1024).toBeLessThanOrEqual(MOST.KiB);
  },
);

/** A program with a client of so many models, of 40 shapes, that asks one right and one wrong. */
function programOf(models: number): string {
  const rows = Array.from(
    { length: models },
    (_, i) => `readonly "maker/model-${i}": Like${i % 40};`,
  );
  const shapes = Array.from(
    { length: 40 },
    (_, i) => `interface Like${i} extends ModelTakes {
  readonly protocol: "openai-chat";
  readonly effort: ${i % 2 === 0 ? '"low" | "high"' : "never"};
  readonly options: AllBut<"budgetTokens" | "${i % 3 === 0 ? "temperature" : "stop"}">;
  readonly of?: ${i};
}`,
  );
  return `import { type AllBut, type ClientFactory, type ModelTakes, openaiChat } from "@kei/runtime/codegen";
interface Takes { ${rows.join("\n")} }
${shapes.join("\n")}
declare const create: ClientFactory<keyof Takes, typeof openaiChat, Takes>;
const messages = [{ role: "user", content: "Hello" }] as const;
create().chat({ model: "maker/model-1", messages, maxOutputTokens: 100 });
// @ts-expect-error: there is no such model
create().chat({ model: "maker/model-x", messages });
// @ts-expect-error: its protocol does not carry that
create().chat({ model: "maker/model-2", messages, reasoning: { budgetTokens: 1024 } });
`;
}

it.each(["5.9", "6.0", "7.0"] as const)(
  "TypeScript %s instantiates as many types for a client of a thousand models as for one of forty",
  async (version) => {
    const [few = 0, many = 0] = await Promise.all(
      [40, 1_000].map(async (models) => {
        const out = await check(COMPILERS[version], { "program.ts": programOf(models) });
        expect(out).not.toContain(": error TS");
        return told(out, "Instantiations");
      }),
    );
    expect(few).toBeGreaterThan(1_000);
    expect(many).toBe(few);
  },
);
