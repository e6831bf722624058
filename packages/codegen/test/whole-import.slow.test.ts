import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { loadRegistry } from "@kei/registry/load";
import { createClients } from "@kei/runtime/clients";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answersOf } from "../../consumers/test/runtimes/provider-answers.ts";
import { isSoak } from "../../runtime/test/support/soak.ts";
import { COMPILERS, typeCheck } from "../../typescript-compat/src/compilers.ts";
import { kei, linkRegistry, linkRuntime, writeFiles } from "./support/cli.ts";
import { sharedFolder } from "./support/shared.ts";

const shared = sharedFolder("data/2026-11/models-dev");

interface Client {
  chat(request: object): Promise<{ readonly text: string }>;
  stream(request: object): AsyncIterable<{ readonly type: string; readonly text?: string }>;
}

interface Published {
  readonly providers: readonly { readonly id: string; readonly endpoint: string }[];
  readonly models: readonly {
    readonly provider: string;
    readonly id: string;
    readonly output: readonly string[];
    readonly status: string | null;
  }[];
}

/** The path that a protocol's own vendor has, for what any server has in its place. */
function pathOf(url: string): string {
  const [path = ""] = url.split("?");
  const gemini = /\/models\/[^/]+:\w+$/.exec(path);
  if (gemini !== null) return `/v1beta${gemini[0]}${url.slice(path.length)}`;
  const end = /\/(?:messages|chat\/completions|responses)$/.exec(path);
  return end === null ? url : `/v1${end[0]}`;
}

describe.skipIf(shared === undefined)("the whole of models.dev, imported", () => {
  const folder = mkdtempSync(join(tmpdir(), "kei-whole-"));
  const args = ["import", "--from", join(shared ?? "", "api.json"), "--json"];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text) => {
      body += text;
    });
    request.on("end", () => {
      const answers = answersOf(pathOf(request.url ?? ""), body);
      response.writeHead(200, { "content-type": answers.contentType }).end(answers.text("Hello."));
    });
  });
  let changes: readonly { readonly fact: string }[] = [];
  let dropped: readonly { readonly what: string; readonly why: string }[] = [];

  beforeAll(async () => {
    writeFiles(folder, { "providers.toml": "", "models.toml": "", "agent-profiles.toml": "" });
    linkRegistry(folder);
    linkRuntime(folder);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const ran = await kei(args, { cwd: folder });
    ({ changes, dropped } = JSON.parse(ran.out));
    expect(await kei(["gen"], { cwd: folder })).toMatchObject({ code: 0 });
  }, 300_000);
  afterAll(() => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
  });

  it("says of what it leaves out how many lose what, and why", () => {
    const models = changes.filter(({ fact }) => fact === "model").length;
    const losses: Record<string, number> = {};
    for (const { what, why } of dropped) {
      // Providers have no slash in their names.
      if (!what.includes("/")) continue;
      const kind = why.replace(/at http\S+,/, "elsewhere,");
      losses[kind] = (losses[kind] ?? 0) + 1;
    }
    expect({ models, losses }).toMatchInlineSnapshot(`
      {
        "losses": {
          "-1 is no number of tokens": 1,
          "Bedrock's own format is none that kei has a client for": 164,
          "GitLab's own format is none that kei has a client for": 28,
          "SAP's own format is none that kei has a client for": 49,
          "a price of 0 for reading a cache means in a registry that it is unknown": 9,
          "it is served elsewhere, and a provider has one endpoint a protocol": 2,
          "it runs inside the program": 9,
          "its own format is none that kei has a client for": 1,
          "its token is made from a file of credentials": 68,
          "watsonx's own format is none that kei has a client for": 5,
        },
        "models": 7935,
      }
    `);
    expect(changes.filter(({ fact }) => fact === "provider")).toHaveLength(218);
  });

  it("is a registry without errors, and a second import changes nothing", async () => {
    const { code, out } = await kei(["check", "--format", "json"], { cwd: folder });
    expect(code).toBe(0);
    expect(out).not.toContain('"severity": "error"');
    expect(JSON.parse((await kei(args, { cwd: folder })).out)).toMatchObject({ changes: [] });
  });

  /** What a client of each provider with a model that answers in text fails at, and how many there are. */
  async function callEach(
    clientOf: (id: string, options: object) => Client | undefined,
  ): Promise<{ readonly called: number; readonly failures: readonly string[] }> {
    const { providers, models } = JSON.parse(
      readFileSync(join(folder, "data/registry.json"), "utf8"),
    ) as Published;
    const { port } = server.address() as AddressInfo;
    // What stands at the beginning of an endpoint holds a URL, anything else a part of one.
    const names = [...JSON.stringify(providers).matchAll(/\$\{([A-Z0-9_]+)\}/g)];
    const variables = Object.fromEntries(
      names.map(([, name = ""]) => [name, name.endsWith("URL") ? "https://x.example" : "x"]),
    );
    const options = {
      apiKey: "key",
      limiter: false,
      variables,
      fetch: (url: string, init: object) => {
        const { pathname, search } = new URL(url);
        return fetch(`http://127.0.0.1:${port}${pathname}${search}`, init);
      },
    };
    const failures: string[] = [];
    let called = 0;
    for (const { id } of providers) {
      const model = models.find(
        (each) =>
          each.provider === id && each.output.includes("text") && each.status !== "deprecated",
      );
      if (model === undefined) continue;
      called += 1;
      const request = { model: model.id, messages: [{ role: "user", content: "Hello" }] };
      try {
        const client = clientOf(id, options) as Client;
        const { text } = await client.chat(request);
        let streamed = "";
        for await (const event of client.stream(request)) {
          if (event.type === "text") streamed += event.text;
        }
        if (text !== "Hello." || streamed !== "Hello.") failures.push(`${id}: ${text} ${streamed}`);
      } catch (error) {
        failures.push(`${id}: ${String(error)}`);
      }
    }
    return { called, failures };
  }

  it("gives nearly every provider a client that chats and streams", async () => {
    const bundle = join(folder, "clients.mjs");
    await build({
      entryPoints: [join(folder, "clients/index.gen.ts")],
      outfile: bundle,
      bundle: true,
      format: "esm",
      platform: "node",
      logLevel: "error",
    });
    const { clients } = (await import(pathToFileURL(bundle).href)) as {
      clients: Readonly<Record<string, (options: object) => Client>>;
    };
    const { called, failures } = await callEach((id, options) => clients[id]?.(options));
    expect(failures).toEqual([]);
    expect(called).toBeGreaterThanOrEqual(190);
  }, 300_000);

  it("gives them the same clients when it is loaded by a program", async () => {
    const registry = await loadRegistry({ dir: folder });
    const { called, failures } = await callEach(
      (id, options) => createClients(registry, () => options)[id] as Client | undefined,
    );
    expect(failures).toEqual([]);
    expect(called).toBeGreaterThanOrEqual(190);
  }, 300_000);

  const compilers = Object.entries(COMPILERS);
  // The oldest and the newest; `pnpm soak` takes those between as well.
  it.each(
    isSoak ? compilers : [compilers[0], compilers.at(-1)].filter((each) => each !== undefined),
  )(
    "compiles under TypeScript %s",
    async (_, compiler) => {
      writeFiles(folder, {
        "package.json": '{ "type": "module" }',
        "tsconfig.json": JSON.stringify({
          compilerOptions: {
            target: "es2022",
            module: "nodenext",
            moduleResolution: "nodenext",
            strict: true,
            noEmit: true,
            skipLibCheck: true,
            types: [],
            lib: ["es2022", "dom"],
          },
          include: ["clients", "gen"],
        }),
      });
      await typeCheck(compiler, join(folder, "tsconfig.json"));
    },
    300_000,
  );
});
