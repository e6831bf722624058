import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { describe, expect, it, onTestFinished } from "vitest";
import { answersOf } from "../../consumers/test/runtimes/provider-answers.ts";
import {
  kei,
  linkRegistry,
  linkRuntime,
  readFiles,
  temporaryFolder,
  tsc,
  writeFiles,
} from "./support/cli.ts";

describe("kei init", () => {
  it("goes from a provider's name to a streamed answer in three commands", async () => {
    const cwd = temporaryFolder();
    linkRegistry(cwd);
    linkRuntime(cwd);
    const made = await kei(["init", "my-registry", "--provider", "mistral"], { cwd });
    expect(made).toMatchObject({ code: 0, err: "" });
    // What comes next is said as one types it: without a copy in the PATH that is with npx.
    const npx = await kei(["init", "other"], { cwd, env: { npm_command: "exec" } });
    expect(npx.out).toContain("  npx kei gen ");
    expect(await kei(["gen"], { cwd: join(cwd, "my-registry") })).toMatchObject({ code: 0 });
    const server = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (text) => {
        body += text;
      });
      request.on("end", () => {
        const answers = answersOf(request.url ?? "", body);
        response
          .writeHead(200, { "content-type": answers.contentType })
          .end(answers.text("Bonjour."));
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    writeFiles(cwd, {
      "program.ts": `import { mistral } from "./my-registry/clients/mistral.gen.js";
export async function main(endpoint: string): Promise<string> {
  const client = mistral({ apiKey: "key", endpoint });
  let said = "";
  const messages = [{ role: "user" as const, content: "Bonjour" }];
  for await (const event of client.stream({ model: "mistral-small-latest", messages })) {
    if (event.type === "text") said += event.text;
  }
  return said;
}
`,
    });
    await build({
      entryPoints: [join(cwd, "program.ts")],
      outfile: join(cwd, "program.mjs"),
      bundle: true,
      format: "esm",
      platform: "node",
    });
    const { main } = await import(pathToFileURL(join(cwd, "program.mjs")).href);
    expect(await main(`http://127.0.0.1:${port}/v1/chat/completions`)).toBe("Bonjour.");
  });

  it("writes known providers, or no record, and says which it does not know", async () => {
    const cwd = temporaryFolder();
    await kei(["init", "two", "--provider", "groq,anthropic"], { cwd });
    expect(
      readFiles(join(cwd, "two"))["providers.toml"],
    ).toBe(`#:schema ./schema/providers.schema.json

# Layer 1 of 3: who is called, and how. Versions and prices belong to models.

[[provider]]
id = "groq"
display_name = "Groq"
endpoint = "https://api.groq.com/openai/v1/chat/completions"
auth_scheme = "bearer"
auth_env = "GROQ_API_KEY"
billing_currency = "USD"
# Any model may be called; of those in models.toml facts are known.
open_models = true
docs_url = "https://console.groq.com/docs"

[[provider]]
id = "anthropic"
display_name = "Anthropic"
endpoint = "https://api.anthropic.com/v1/messages"
auth_scheme = "x-api-key"
auth_env = "ANTHROPIC_API_KEY"
billing_currency = "USD"
# Any model may be called; of those in models.toml facts are known.
open_models = true
docs_url = "https://platform.claude.com/docs"
`);
    await kei(["init", "none", "--empty"], { cwd });
    const empty = readFiles(join(cwd, "none"));
    expect(Object.keys(empty)).toEqual([
      ".gitattributes",
      "agent-profiles.toml",
      "models.toml",
      "providers.toml",
    ]);
    expect(Object.values(empty).join("")).not.toContain("[[");
    for (const dir of ["two", "none"]) {
      expect(await kei(["check", "--registry", dir], { cwd })).toMatchObject({ code: 0 });
    }
    expect(await kei(["init", "three", "--provider", "grok"], { cwd })).toMatchObject({
      code: 1,
      err: expect.stringMatching(/kei does not know where grok is\n {2}hint: did you mean "groq"/),
    });
  });

  it("makes a package that is built, packed and type-checked elsewhere", async () => {
    const cwd = temporaryFolder();
    const made = await kei(["init", "our-registry", "--package", "--provider", "mistral"], { cwd });
    expect(made.code).toBe(0);
    const folder = join(cwd, "our-registry");
    linkRegistry(folder);
    linkRuntime(folder);
    expect(await kei(["gen"], { cwd: folder })).toMatchObject({ code: 0 });
    expect(await tsc(["-p", "."], folder)).toMatchObject({ code: 0, out: "" });
    const [packed] = JSON.parse(
      execFileSync("npm", ["pack", "--json", "--ignore-scripts"], {
        cwd: folder,
        encoding: "utf8",
      }),
    ) as { filename: string; files: { path: string }[] }[];
    const paths = packed?.files.map(({ path }) => path) ?? [];
    expect(paths).toEqual(
      expect.arrayContaining([
        "README.md",
        "data/registry.json",
        "dist/clients/mistral.gen.d.ts",
        "dist/gen/index.gen.js",
        "package.json",
        "registry/providers.toml",
      ]),
    );
    expect(paths.filter((path) => path.startsWith("src/"))).toEqual([]);

    const user = join(cwd, "user");
    const installed = join(user, "node_modules/our-registry");
    mkdirSync(installed, { recursive: true });
    execFileSync("tar", ["-xzf", join(folder, packed?.filename ?? ""), "--strip-components=1"], {
      cwd: installed,
    });
    linkRegistry(user);
    linkRuntime(user);
    writeFiles(user, {
      "package.json": '{ "type": "module" }',
      "tsconfig.json": JSON.stringify({
        compilerOptions: {
          module: "nodenext",
          strict: true,
          noEmit: true,
          types: [],
          lib: ["es2022", "dom"],
        },
        files: ["program.ts"],
      }),
      "program.ts": `import { clients } from "our-registry/clients";
import { mistral } from "our-registry/clients/mistral";
import { providers } from "our-registry";
const name: "Mistral" | string = providers.mistral.displayName;
void clients.mistral;
void mistral().chat({ model: "any-model", messages: [{ role: "user", content: name }] });
// @ts-expect-error a number is no model
void mistral().chat({ model: 5, messages: [] });
`,
    });
    expect(await tsc(["-p", "."], user)).toMatchObject({ code: 0, out: "" });
    const { scripts, peerDependencies } = JSON.parse(
      readFileSync(join(installed, "package.json"), "utf8"),
    );
    expect(Object.keys(peerDependencies)).toEqual(["@kei/registry", "@kei/runtime"]);
    expect(scripts).toHaveProperty("prepack");
    expect(readFileSync(join(installed, "README.md"), "utf8")).toContain("## Release");
  });
});
