import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { providers } from "@kei/registry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installPacked } from "../src/install-packed.ts";

let consumer: string;

const run = (command: string, args: readonly string[], cwd = consumer) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

beforeAll(async () => {
  consumer = mkdtempSync(join(tmpdir(), "kei-consumer-"));
  await installPacked(consumer, ["@kei/registry", "@kei/runtime"]);
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
    const names = Object.keys(providers);
    const out = run(process.execPath, ["runtime.js", ...names]);
    expect(JSON.parse(out)).toEqual([
      "Hi.",
      "2000",
      "unknown-model",
      Object.fromEntries(names.map((id) => [id, [id]])),
      true,
      ["Hi.", "anthropic/claude-sonnet-4-6"],
      "Hi.",
      Array(8).fill("function"),
    ]);
  });
});
