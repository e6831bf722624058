import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { providers } from "@kei/registry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installPacked } from "./support/install-packed.ts";

let consumer: string;

const run = (command: string, args: readonly string[], cwd = consumer) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

beforeAll(() => {
  consumer = mkdtempSync(join(tmpdir(), "kei-consumer-"));
  installPacked(consumer);
});

afterAll(() => rmSync(consumer, { recursive: true, force: true }));

describe("the packed @kei/runtime", () => {
  it("holds what is imported, and nothing else", () => {
    const files = readdirSync(join(consumer, "node_modules/@kei/runtime"), {
      recursive: true,
      encoding: "utf8",
    });
    for (const name of ["LICENSE", "README.md", "dist/gen/anthropic.gen.js"]) {
      expect(files).toContain(name);
    }
    expect(
      files.filter((name) => /(^|\/)(src|test|scripts|node_modules)(\/|$)|tsbuildinfo/.test(name)),
    ).toEqual([]);
    expect(files.filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))).toEqual([]);
  });

  it("runs, a sub-path per provider", () => {
    writeFileSync(
      join(consumer, "run.js"),
      `import { createClient, KeiError, unsafeModel } from "@kei/runtime";
       import { anthropic } from "@kei/runtime/anthropic";
       import { defineClient } from "@kei/runtime/codegen";
       import { createNodeTransport } from "@kei/runtime/node";
       import { fromZod3 } from "@kei/runtime/zod3";
       const answer = { content: [{ type: "text", text: "Hi." }], stop_reason: "end_turn",
         model: "claude-haiku-4-5", usage: { input_tokens: 10, output_tokens: 2 } };
       const fetch = async () => Response.json(answer);
       const messages = [{ role: "user", content: "Hello" }];
       const client = anthropic({ apiKey: "sk-canary-package", fetch });
       const reply = await client.chat({ model: "claude-haiku-4-5", messages });
       const error = await client.chat({ model: "nope", messages }).catch((thrown) => thrown);
       const ids = {};
       for (const id of process.argv.slice(2)) {
         const module = await import("@kei/runtime/" + id);
         ids[id] = Object.values(module).map((create) => create.provider.id);
       }
       console.log(JSON.stringify([
         reply.text, String(reply.cost.total), error instanceof KeiError && error.code, ids,
         createClient("anthropic", { apiKey: "k" }).provider === client.provider,
         [unsafeModel, defineClient, createNodeTransport, fromZod3].map((it) => typeof it),
       ]));`,
    );
    const names = Object.keys(providers);
    const out = run(process.execPath, ["run.js", ...names]);
    expect(JSON.parse(out)).toEqual([
      "Hi.",
      "2000",
      "unknown-model",
      Object.fromEntries(names.map((id) => [id, [id]])),
      true,
      ["function", "function", "function", "function"],
    ]);
  });
});
