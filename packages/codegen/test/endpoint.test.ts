import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkKeys } from "../src/commands/doctor/check-keys.ts";
import { envExample } from "../src/emit/data/env-example.ts";
import { check } from "../src/pipeline/generate.ts";
import { urlOf } from "../src/registry/derive.ts";
import { placeholderProblem, variablesOf } from "../src/registry/endpoint.ts";
import type { Registry } from "../src/registry/model.ts";
import { diagnose, fixture, inputsOf } from "./support/fixtures.ts";
import { sharedFolder } from "./support/shared.ts";

it.each<[string, readonly string[]]>([
  ["https://${A}.example.com/${model}/${B_2}?v=${A}", ["A", "B_2"]],
  ["https://example.com/${a}/{B}/$C", []],
])("variablesOf(%s)", (endpoint, want) => {
  expect(variablesOf(endpoint)).toEqual(want);
});

it.each<[string, string | undefined]>([
  ["https://${A}.example.com/${model}", "https://x.example.com/x"],
  ["http://localhost:${PORT}/v1", "http://localhost:1/v1"],
  ["${BASE}/v1", "https://x/v1"],
  ["${BASE}", "https://x/"],
  ["${BASE}.example.com/v1", undefined],
  ["${model}/v1", undefined],
  ["local:codex-cli", undefined],
])("urlOf(%s)", (endpoint, want) => {
  expect(urlOf(endpoint)?.href).toBe(want);
});

describe("placeholderProblem", () => {
  it.each([
    ["https://{my-resource}.example.com/v1", /^write \$\{MY_RESOURCE\} for a variable/],
    ["https://${my.resource}.example.com/v1", /^write \$\{MY_RESOURCE\} for a variable/],
    ["https://${HOST:-localhost}/v1", /^write \$\{HOST\} for a variable/],
    ["https://example.com/<deployment-id>/v1", /^write \$\{model\} for the id of the model/],
    ["https://example.com/:modelName/v1", /^write \$\{model\} for the id of the model/],
    ["https://example.com/$ACCOUNT/v1", /^write \$\{ACCOUNT\} for a variable/],
    [
      "https://example.com/{}/v1",
      /^write \$\{NAME\} for a variable of the environment, \$\{model\}/,
    ],
  ])("says what to write in %s", (endpoint, want) => {
    expect(placeholderProblem(endpoint)?.hint).toMatch(want);
  });

  it.each([
    "https://api.example.com/v1/models/gemini:generateContent",
    "https://api.example.com/v1/a%20b/chat/completions",
    "https://your.example.com/v1/chat/completions",
    "https://api.example.com/V1/API/chat/completions",
    "https://api.example.com/~me/v1.2-beta/(x)/@y/chat/completions;v=1,2",
    "http://[2001:db8::1]:80/v1/chat/completions",
    "http://box_1:8080/v1/chat/completions?api-version=2025-04-01-preview&a=%5B1%5D",
  ])("has nothing to say of %s", (endpoint) => {
    expect(placeholderProblem(endpoint)).toBeUndefined();
  });
});

describe("the variables of endpoints", () => {
  const { registry } = check(inputsOf(fixture("good", "placeholders")), "2026-09-01");
  const names = [
    ...["AZURE_RESOURCE_NAME", "CLOUDFLARE_ACCOUNT_ID", "NEON_AI_GATEWAY_BASE_URL", "WHOLE_URL"],
    ...["DATABRICKS_HOST", "LOCAL_PORT", "NAME", "VLLM_HOST", "PROJECT"],
  ];

  it("stand in .env.example, once and without values", async () => {
    const options = { contentHash: "", typesModule: "" };
    const [file] = await envExample.emit(registry as Registry, options);
    for (const name of names) {
      expect(file?.text.match(new RegExp(`^${name}=$`, "gm")), name).toHaveLength(1);
    }
    expect(file?.text).not.toContain("model=");
  });

  it("are looked for by kei doctor", () => {
    const findings = checkKeys(registry?.providers ?? [], { DATABRICKS_HOST: "x.example" });
    const found = findings.filter((each) => each.check === "endpoint");
    expect(found.map(({ message }) => message).sort()).toEqual(
      names.map((name) => `${name} ${name === "DATABRICKS_HOST" ? "is set" : "not set"}`).sort(),
    );
  });
});

const shared = sharedFolder("data/2026-11/models-dev");

it.skipIf(shared === undefined)(
  "warns of every base URL that models.dev has, with a whole one",
  () => {
    const providers = Object.values(
      JSON.parse(readFileSync(join(shared as string, "api.json"), "utf8")) as Record<
        string,
        { api?: string }
      >,
    );
    const bases = [...new Set(providers.flatMap(({ api }) => api ?? []))];
    const whole = /\/(chat\/completions|completions)\/*$/;
    expect(bases.length).toBeGreaterThan(100);
    const { model, profile, provider } = fixture("good", "minimal");
    const record = (endpoint: string, id: number) => `
[[provider]]
id = "p${"x".repeat(id % 50)}${String.fromCharCode(97 + Math.floor(id / 50))}"
display_name = "P"
endpoint = ${JSON.stringify(endpoint)}
auth_scheme = "bearer"
auth_env = "P_KEY"
retry_max = 3
retry_backoff_ms = 500
rate_limit_rpm = 60
billing_currency = "USD"
protocol = "openai-chat"
`;
    const found = diagnose({ model, profile, provider: provider + bases.map(record).join("") });
    const hints = found.flatMap(({ code, hint }) => (code === "endpoint-path" ? [hint] : []));
    expect(found.map(({ code }) => code).filter((code) => code !== "endpoint-path")).toEqual([]);
    expect(hints).toHaveLength(bases.filter((base) => !base.endsWith("/chat/completions")).length);
    for (const hint of hints) {
      const url = /^write (\S+)$/.exec(hint ?? "")?.[1] ?? "";
      expect(url).toMatch(/[^/]\/chat\/completions$/);
      expect(
        bases.some((base) => url.startsWith(base.replace(/\/+$/, "").replace(whole, ""))),
      ).toBe(true);
    }
  },
);
