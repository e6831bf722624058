import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { envExample } from "../src/emit/data/env-example.ts";
import { llmsTxt } from "../src/emit/data/llms-txt.ts";
import { tsv } from "../src/emit/data/tsv.ts";
import type { EmitOptions } from "../src/emit/emitter.ts";
import type { Model } from "../src/layers/model.ts";
import type { Provider } from "../src/layers/provider.ts";
import type { Price } from "../src/layers/rates.ts";
import { check } from "../src/pipeline/generate.ts";
import type { Registry } from "../src/registry/model.ts";
import { ROOT, temporaryFolder, writeFiles } from "./support/cli.ts";
import { EMPTY, fixture, inputsOf, TODAY } from "./support/fixtures.ts";

const OPTIONS: EmitOptions = { contentHash: "sha256-0", typesModule: "@kei/registry" };

function emitted(emitter: typeof tsv, registry: Registry): Readonly<Record<string, string>> {
  const files = emitter.emit(registry, OPTIONS);
  if (files instanceof Promise) throw new Error("these emitters are synchronous");
  return Object.fromEntries(files.map(({ path, text }) => [path, text]));
}

/** All providers and models of the fixture that has every key. */
const everything = check(inputsOf(fixture("good", "everything")), TODAY).registry as Registry;
const empty: Registry = EMPTY;

const provider: Provider = {
  id: "cloud",
  displayName: "Cloud",
  endpoint: "https://api.example.com/v1/chat/completions",
  authScheme: "bearer",
  authEnv: ["CLOUD_KEY"],
  auth: { in: "header", name: "authorization", prefix: "Bearer " },
  protocol: "openai-chat",
  transport: "direct-api",
  retry: { max: 0, backoffMs: 0 },
  billing: { currency: "USD", mode: "metered" },
  openModels: false,
};

const model: Model = {
  ref: "cloud/large",
  provider: "cloud",
  id: "large",
  slug: "large",
  displayName: "Large",
  aliases: [],
  contextWindow: 200_000,
  protocols: ["openai-chat"],
  output: ["text"],
  price: { kind: "unknown" },
};

/** What TOML can hold and files of lines and tables cannot. */
const HOSTILE =
  "| a\\|b \\ `c` <script>alert(1)</script> [d](http://e) *f* _g_ ~h~ # i\ttab\nKEY=value\r\n# j\u2028k\u2029l\u0085m\u001b[31mn\u202eo\u0000p $(q) ${r} 's' \"t\" \\";

const hostileText = fc
  .array(
    fc.constantFrom(
      ..."a _|\\`\"'$#<>[]()*~&!=,\t\n\r\u000b\u0085\u2028\u2029\u202e\u2066😀é".split(""),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join("").replace(/\p{Surrogate}/gu, "x"));

const withText = (text: string): Registry => ({
  ...EMPTY,
  providers: [
    { ...provider, displayName: text, docsUrl: `https://e/${text.replace(/\s/g, "")}` },
    { ...provider, id: "other", authEnv: [] },
  ],
  models: [
    { ...model, displayName: text },
    { ...model, ref: "other/x", provider: "other", id: "x" },
  ],
  profiles: [],
});

describe("providers.tsv and models.tsv", () => {
  it("have the columns that scripts read", () => {
    const { "providers.tsv": providers, "models.tsv": models } = emitted(tsv, everything);
    expect(providers).toBe(
      [
        "#kei-providers\t2\tsha256-0",
        "amazon-bedrock\taws-bedrock\tAmazon Bedrock\tAWS_BEARER_TOKEN_BEDROCK\tanthropic",
        "anthropic\tdirect-api\tAnthropic\tANTHROPIC_API_KEY,CLAUDE_API_KEY\t_",
        "azure\tazure-openai\tAzure OpenAI\tAZURE_OPENAI_API_KEY\topenai",
        "codex\tsubscription\tCodex\t_\t_",
        "google\tdirect-api\tGoogle Gemini\tGEMINI_API_KEY\t_",
        "google-vertex\tgoogle-vertex\tVertex AI\tVERTEX_ACCESS_TOKEN\tgoogle",
        "litellm-proxy\tproxy\tLiteLLM proxy\tLITELLM_KEY\t_",
        "lmstudio-local\tlocal\tLM Studio, with a key\tLMSTUDIO_API_KEY\t_",
        "ollama-local\tlocal\tOllama\t_\t_",
        'openai\tdirect-api\tOpenAI "the first"\tOPENAI_API_KEY\t_',
        "",
      ].join("\n"),
    );
    const live = everything.models.filter(({ deprecatedAt }) => deprecatedAt === undefined);
    expect(live.length).toBeLessThan(everything.models.length);
    expect(models?.split("\n").slice(1, -1)).toEqual(
      live.map((model) =>
        [
          ...[model.provider, model.id, model.displayName, "_", model.ref, model.slug],
          ...[model.contextWindow, model.maxOutputTokens, model.price.kind],
          ...(model.price.kind === "known"
            ? [model.price.input, model.price.output, model.provider === "google" ? "EUR" : "USD"]
            : ["_", "_", "_"]),
          ...[model.capabilities?.join() || "_", model.input?.join()],
        ]
          .map((cell) => cell ?? "_")
          .join("\t"),
      ),
    );
    expect(models).toContain("\tknown\t300000000\t1500000000\tUSD\t");
  });

  it("have a first line alone where there is nothing to list", () => {
    expect(emitted(tsv, empty)).toEqual({
      "providers.tsv": "#kei-providers\t2\tsha256-0\n",
      "models.tsv": "#kei-models\t2\tsha256-0\n",
    });
  });

  it("have whole rows, whatever names hold", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const files = emitted(tsv, withText(text));
        for (const [name, width] of [
          ["providers.tsv", 5],
          ["models.tsv", 14],
        ] as const) {
          const [, ...rows] = (files[name] as string).split("\n").slice(0, -1);
          expect(rows).toHaveLength(2);
          for (const row of rows) {
            const cells = row.split("\t");
            expect(cells).toHaveLength(width);
            for (const cell of cells) expect(cell).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}\\]+$/u);
          }
        }
      }),
    );
  });

  it.skipIf(!hasBash())("are read by bash as they were written, with and without -r", () => {
    const folder = temporaryFolder();
    writeFiles(folder, emitted(tsv, withText(HOSTILE)));
    for (const read of ["read -r", "read"]) {
      const script = `while IFS=$'\\t' ${read} a b c d rest; do printf '%s\\n' "$b" "$c"; done < models.tsv`;
      const out = execFileSync("bash", ["-c", script], { cwd: folder, encoding: "utf8" });
      const name = HOSTILE.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202e]+/gu, " ").replaceAll("\\", "/");
      expect(out.split("\n")).toEqual(["2", "sha256-0", "large", name, "x", "Large", ""]);
    }
  });
});

describe(".env.example", () => {
  const text = (registry: Registry) => emitted(envExample, registry)[".env.example"] as string;

  it("has every variable of a key, once and empty", () => {
    const names = everything.providers.flatMap(({ authEnv }) => authEnv);
    expect(parseEnv(text(everything))).toEqual(Object.fromEntries(names.map((name) => [name, ""])));
    const shared = [provider, { ...provider, id: "eu", authEnv: ["EU_KEY", "CLOUD_KEY"] }];
    expect(
      text({ ...empty, providers: shared })
        .split("\n")
        .slice(5),
    ).toEqual([
      "# Cloud (cloud)",
      "CLOUD_KEY=",
      "",
      "# Cloud (eu): the first of EU_KEY, CLOUD_KEY that is set",
      "EU_KEY=",
      "# CLOUD_KEY: see above",
      "",
    ]);
  });

  it("sets nothing else, whatever names hold", () => {
    fc.assert(
      fc.property(fc.oneof(hostileText, fc.constant(HOSTILE)), (name) => {
        const lines = text(withText(name)).split(/[\n\r\u0085\u2028\u2029]/);
        expect(lines.filter((line) => line !== "" && !line.startsWith("#"))).toEqual([
          "CLOUD_KEY=",
        ]);
      }),
    );
    expect(parseEnv(text(withText(HOSTILE)))).toEqual({ CLOUD_KEY: "" });
  });
});

describe("llms.txt", () => {
  const text = (registry: Registry) => emitted(llmsTxt, registry)["llms.txt"] as string;

  /** Cells of all table rows, by the escapes of GitHub's Markdown: a bar is one unless escaped. */
  const tables = (markdown: string) =>
    markdown
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .map((line) => line.match(/\|(?:\\.|[^|\\])*/g)?.map((cell) => cell.slice(1).trim()) ?? []);

  const row = (price: Price, more: Partial<Model> = {}, billing = provider.billing) => {
    const registry = {
      ...empty,
      providers: [{ ...provider, billing }],
      models: [{ ...model, ...more, price }],
    };
    return tables(text(registry)).at(-1)?.slice(0, -1);
  };

  it("shows prices exactly", () => {
    const rates = { input: 300_000_000, output: 1_500_000_000 };
    const tiers = [{ aboveInputTokens: 200_000, input: 600_000_000, output: 2_250_000_000 }];
    const prices = (price: Price, billing = provider.billing) =>
      row(price, {}, billing)?.slice(5, 10);
    expect(prices({ kind: "known", ...rates })).toEqual(["$3.00", "$15.00", "?", "?", "?"]);
    expect(prices({ kind: "known", input: 1, output: 123_456_789, cacheRead: 27_500_000 })).toEqual(
      ["$0.00000001", "$1.23456789", "$0.275", "?", "?"],
    );
    expect(prices({ kind: "known", ...rates, cacheWrite5m: 99_999_999_999_999, tiers })).toEqual([
      "$3.00; $6.00 above 200,000",
      "$15.00; $22.50 above 200,000",
      "?; ? above 200,000",
      "$999,999.99999999; ? above 200,000",
      "?; ? above 200,000",
    ]);
    expect(prices({ kind: "known", ...rates }, { currency: "CHF", mode: "metered" })).toEqual([
      "CHF 3.00",
      "CHF 15.00",
      "?",
      "?",
      "?",
    ]);
    for (const kind of ["free", "subscription"] as const) {
      expect(prices({ kind })).toEqual(Array(5).fill(kind));
    }
    expect(prices({ kind: "unknown" })).toEqual(Array(5).fill("?"));
  });

  it("says what replaces a deprecated model", () => {
    const more = {
      aliases: ["a", "b"],
      maxOutputTokens: 64_000,
      capabilities: ["tools"],
      input: ["text", "image"],
      verifiedAt: "2026-07-02",
      deprecatedAt: "2026-08-01",
      replacedBy: "cloud/huge",
    } as const;
    expect(row({ kind: "free" }, more)).toEqual([
      "`cloud/large`",
      "Large",
      "`a`, `b`",
      "200,000",
      "64,000",
      ...Array(5).fill("free"),
      "-",
      "tools",
      "text, image",
      "2026-07-02",
      "deprecated as of 2026-08-01; use cloud/huge",
    ]);
    expect(row({ kind: "free" })?.at(-1)).toBe("-");
  });

  it("has a section for every provider that has models, and says so where there is nothing", () => {
    const titles = text(everything).match(/^### .*$/gm);
    const ids = new Set(everything.models.map(({ provider }) => provider));
    expect(titles?.map((title) => /\(`(.*)`\)$/.exec(title)?.[1])).toEqual([...ids]);
    expect(text(empty).match(/^None\.$/gm)).toHaveLength(2);
  });

  it("has whole tables and no markup, whatever names hold", () => {
    fc.assert(
      fc.property(fc.oneof(hostileText, fc.constant(HOSTILE)), (name) => {
        const markdown = text(withText(name));
        const rows = tables(markdown);
        expect(rows.map((cells) => cells.length)).toEqual([11, 11, 11, 11, 16, 16, 16, 16, 16, 16]);
        expect(markdown).not.toMatch(/[\t\r\u0085\u2028\u2029\u202e]/);
        expect(markdown.split("\n").filter((line) => /^#+ /.test(line))).toHaveLength(5);
        // Outside of code and of the one link, everything that marks something up is escaped.
        const shown = rows[2]?.[1] as string;
        expect(shown.replace(/\\[\\`*_[\]<>|#~&]/g, "")).not.toMatch(/[\\`*_[\]<>|#~&]/);
        expect(rows[2]?.[9]).toMatch(/^<https:\/\/[^\s<>|`\\]*>$/);
      }),
    );
  });
});

describe("what is in the repository", () => {
  it("is what these emitters make of registry/, with the hash of registry.json", () => {
    const data = join(ROOT, "packages/registry/data");
    const { contentHash } = JSON.parse(readFileSync(join(data, "registry.json"), "utf8")) as {
      contentHash: string;
    };
    for (const name of ["providers", "models"]) {
      const [first] = readFileSync(join(data, `${name}.tsv`), "utf8").split("\n");
      expect(first).toBe(`#kei-${name}\t2\t${contentHash}`);
    }
    expect(readFileSync(join(data, "llms.txt"), "utf8")).toContain(contentHash);
  });
});

function hasBash(): boolean {
  try {
    execFileSync("bash", ["-c", ":"]);
    return true;
  } catch {
    console.warn("skipped: there is no bash");
    return false;
  }
}
