import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../src/edit/open-registry.ts";
import { writeLayers } from "../src/edit/write-layers.ts";
import { kei, ROOT, readFiles, temporaryFolder, writeFiles } from "./support/cli.ts";
import { fakeTerminal } from "./support/fake-terminal.ts";
import { sharedFolder } from "./support/shared.ts";
import { API, GENAI, MODELS, smallRegistry } from "./support/small-registry.ts";

const DATE = "2026-07-02";

/** Runs `kei refresh` with both data sets, or as the words say, and tells what the files then are. */
async function refresh(cwd: string, ...args: string[]) {
  const from = args.includes("--from") ? [] : ["--from", "api.json,data_slim.json"];
  const ran = await kei(["refresh", "--date", DATE, ...from, ...args], { cwd });
  return { ...ran, files: readFiles(cwd) };
}

/** models.dev's data of GPT-5 with some changes, and more models. */
function api(model: object, more: object = {}): string {
  const data = JSON.parse(API) as { openai: { models: Record<string, object> } };
  const changed = { ...data.openai.models["gpt-5"], ...model };
  return JSON.stringify({ openai: { models: { "gpt-5": changed, ...more } } });
}

const chat = {
  name: "GPT-9",
  release_date: "2026-05-30",
  modalities: { input: ["text", "image"], output: ["text"] },
  tool_call: true,
  reasoning: true,
  reasoning_options: [{ type: "effort", values: ["none", "high"] }],
  limit: { context: 900_000, output: 64_000 },
  cost: {
    input: 2,
    output: 8,
    cache_read: 0.2,
    tiers: [{ input: 4, output: 12, tier: { size: 200_000 } }],
  },
};

describe("kei refresh", () => {
  it.each(["\n", "\r\n"])("writes what two data sets agree on (%j)", async (eol) => {
    const models = `# Ours.\n${MODELS.replace("# $2.00", "# $2.00 (see docs)")}# The end.\n`;
    const text = models.replaceAll("\n", eol);
    const cwd = smallRegistry({ "models.toml": text });
    const ran = await refresh(cwd);
    expect(ran.out).toBe(
      [
        "model         fact                               was           is  sources",
        "openai/gpt-5  cost_input_per_mtok_micro  200_000_000  125_000_000  models-dev, genai-prices",
        "0 new models, 3 changed facts, 0 undecided disputes, 0 models left out (run kei gen)",
        "",
      ].join("\n"),
    );
    expect(ran.files["models.toml"]).toBe(
      text
        .replace("200_000_000 # $2.00 (see docs)", "125_000_000 # $1.25 (see docs)")
        .replace(
          'verified_at = "2026-05-01"',
          `verified_at = "2026-06-01"${eol}sources = { prices = ["genai-prices", "models-dev"], limits = ["models-dev"], lifecycle = ["models-dev"] }`,
        ),
    );
    expect(ran.files["sources.toml"]).toMatch(
      /^#:schema .+\n\n\[\[source\]\]\nid = "models-dev"\nadapter = "models-dev"\nfrom = "api.json"\nversion = "2026-06-01"\nhash = "sha256-[0-9a-f]{64}"\ndated_at = "2026-06-01"\nlicense = "MIT"\n/,
    );
    const again = await refresh(cwd);
    expect(again.out).toContain("0 new models, 0 changed facts");
    expect(again.files).toEqual(ran.files);
    // What it wrote is what it reads without being told where.
    const { code, out } = await kei(["drift"], { cwd });
    expect([code, out]).toEqual([0, "0 disagreements on 2026-06-01\n"]);
  });

  it("keeps what one data set disputes, and lists it", async () => {
    const cwd = smallRegistry();
    const ran = await refresh(cwd, "--from", "api.json");
    expect(ran.files["models.toml"]).toContain("200_000_000 # $2.00");
    expect(ran.files["models.toml"]).not.toContain("verified_at");
    expect(ran.files["disputes.toml"]).toBe(
      [
        "#:schema ./schema/disputes.schema.json",
        "",
        "[[dispute]]",
        'model_refs = ["openai/gpt-5"]',
        'fact = "prices"',
        'ours = "$2.00 / $10.00 / –"',
        'says.models-dev = "$1.25 / $10.00 / –"',
        'reason = "undecided: nobody says what the registry says"',
        'decided_at = "2026-07-02"',
        "",
      ].join("\n"),
    );
    expect(await kei(["drift"], { cwd })).toMatchObject({ code: 0 });
    // What a person decides stays, until it is not so any more.
    const decided = ran.files["disputes.toml"]?.replace(
      /undecided: [^"]+/,
      "Ours is right.",
    ) as string;
    writeFileSync(join(cwd, "disputes.toml"), decided);
    const second = await refresh(cwd, "--from", "api.json");
    expect(second.files["disputes.toml"]).toBe(decided);
    writeFileSync(join(cwd, "api.json"), API.replace("1.25", "1.5"));
    const third = await refresh(cwd, "--from", "api.json");
    expect(third.files["disputes.toml"]).toContain('says.models-dev = "$1.50 / $10.00 / –"');
    expect(third.files["disputes.toml"]).toContain("; decided before: Ours is right.");
    writeFileSync(join(cwd, "api.json"), API.replace("1.25", "2"));
    const fourth = await refresh(cwd, "--from", "api.json");
    expect(fourth.files["disputes.toml"]).not.toContain("[[dispute]]");
  });

  it("leaves alone what people decided, though all data sets agree", async () => {
    const dispute = `[[dispute]]
model_refs = ["openai/gpt-5"]
fact = "prices"
ours = "$2.00 / $10.00 / –"
says.genai-prices = "$1.25 / $10.00 / –"
says.models-dev = "$1.25 / $10.00 / –"
reason = "The vendor's page says so."
decided_at = "2026-06-30"
`;
    const cwd = smallRegistry({ "disputes.toml": dispute });
    const { files } = await refresh(cwd);
    expect(files["models.toml"]).toContain("200_000_000 # $2.00");
    expect(files["disputes.toml"]).toBe(dispute);
    expect(await kei(["drift"], { cwd })).toMatchObject({ code: 0 });
    // Once they say something new, the decision says nothing of it.
    const api = API.replace("1.25", "1.5");
    writeFiles(cwd, { "api.json": api, "data_slim.json": GENAI.replace("1.25", "1.5") });
    expect((await refresh(cwd)).files["models.toml"]).toContain("150_000_000 # $1.50");
  });

  it("adds live models to talk to, with all that is stated about them", async () => {
    const cwd = smallRegistry({
      "api.json": api(
        {},
        { "gpt-9": chat, "gpt-9-cyber": chat, "gpt-old": { ...chat, status: "deprecated" } },
      ),
    });
    const { files, out } = await refresh(cwd, "--from", "api.json", "--json");
    expect(files["models.toml"]).toContain(
      [
        "[[model]]",
        'provider_ref = "openai"',
        'id = "gpt-9"',
        'slug = "gpt-9"',
        'display_name = "GPT-9"',
        "context_window = 900_000",
        "max_output_tokens = 64_000",
        'capabilities = ["tools"]',
        'input = ["text", "image"]',
        'efforts = ["none", "high"]',
        "cost_input_per_mtok_micro = 200_000_000 # $2.00",
        "cost_output_per_mtok_micro = 800_000_000 # $8.00",
        "cache_read_per_mtok_micro = 20_000_000 # $0.20",
        "# Above 200,000 input tokens: $4.00 in, $12.00 out.",
        "price_tiers = [{ above_input_tokens = 200_000, cost_input_per_mtok_micro = 400_000_000, cost_output_per_mtok_micro = 1_200_000_000 }]",
        'released_at = "2026-05-30"',
        'sources = { prices = ["models-dev"], limits = ["models-dev"], abilities = ["models-dev"], lifecycle = ["models-dev"] }',
        "",
      ].join("\n"),
    );
    const told = JSON.parse(out);
    expect(told.changes[0]).toMatchObject({ ref: "openai/gpt-9", fact: "model", from: null });
    expect(told.dropped).toEqual([
      {
        ref: "openai/gpt-9-cyber",
        reason: "it is for security work by vetted users",
        sources: ["models-dev"],
      },
      { ref: "openai/gpt-old", reason: "it is deprecated", sources: ["models-dev"] },
    ]);
  });

  it("changes no limit that one data set states otherwise, and any that two do", async () => {
    const wider = { limit: { context: 500_000, output: 9 } };
    const cwd = smallRegistry({ "api.json": api(wider) });
    const one = await refresh(cwd);
    expect(one.files["models.toml"]).toContain("context_window = 400_000\nmax_output_tokens = 9\n");
    expect(one.files["disputes.toml"]).toContain('fact = "context_window"');
    writeFileSync(
      join(cwd, "data_slim.json"),
      GENAI.replace('"prices"', '"context_window": 500000, "prices"'),
    );
    const two = await refresh(cwd);
    expect(two.files["models.toml"]).toContain("context_window = 500_000\n");
    expect(two.files["disputes.toml"]).not.toContain("context_window");
  });

  it("takes the end of a model from its vendor, and deprecates what nobody offers any more", async () => {
    const text =
      '/** - "gpt-5": Announced shutdown date: 2026-12-11. */ export type ChatModel = string;';
    const cwd = smallRegistry({
      "sdk/package.json": '{"name":"openai"}',
      "sdk/resources/shared.d.ts": text,
    });
    const { files } = await refresh(cwd, "--from", "api.json,data_slim.json,sdk");
    expect(files["models.toml"]).toContain('retires_at = "2026-12-11"\n');
    expect(files["models.toml"]).toContain('lifecycle = ["models-dev", "openai-sdk"]');
    const other = smallRegistry({
      "api.json": api({ status: "deprecated" }, { other: { ...chat, status: "deprecated" } }),
    });
    const ended = await refresh(other, "--from", "api.json");
    expect(ended.files["models.toml"]).toContain('deprecated_at = "2026-06-01"\n');
  });

  it("folds in an announced price on its day", async () => {
    const row = (from: string) => `[[price]]
model_ref = "openai/gpt-5"
to = "2026-01-01"
cost_input_per_mtok_micro = 300_000_000 # $3.00
cost_output_per_mtok_micro = 1_200_000_000 # $12.00

[[price]]
model_ref = "openai/gpt-5"
from = "${from}"
cost_input_per_mtok_micro = 125_000_000 # $1.25
cost_output_per_mtok_micro = 1_000_000_000 # $10.00
`;
    const cwd = smallRegistry({ "prices.toml": row("2026-07-01") });
    const { files } = await refresh(cwd);
    expect(files["models.toml"]).toContain("cost_input_per_mtok_micro = 125_000_000 # $1.25\n");
    expect(files["prices.toml"]).toContain(
      [
        "[[price]]",
        'model_ref = "openai/gpt-5"',
        'from = "2026-01-01"',
        'to = "2026-07-01"',
        "cost_input_per_mtok_micro = 200_000_000 # $2.00",
        "cost_output_per_mtok_micro = 1_000_000_000 # $10.00",
        "",
      ].join("\n"),
    );
    const later = smallRegistry({ "prices.toml": row("2026-07-03") });
    expect((await refresh(later)).files["prices.toml"]).toBe(row("2026-07-03"));
  });

  it("--dry-run shows what would change, and writes nothing", async () => {
    const cwd = smallRegistry();
    const before = readFiles(cwd);
    const { out, files } = await refresh(cwd, "--dry-run");
    expect(out).toContain("+cost_input_per_mtok_micro = 125_000_000 # $1.25");
    expect(files).toEqual(before);
  });

  it("--json says what changes, what is disputed and what is left out", async () => {
    const { out } = await refresh(smallRegistry(), "--json", "--dry-run");
    expect(JSON.parse(out)).toMatchObject({
      changes: [
        {
          ref: "openai/gpt-5",
          fact: "cost_input_per_mtok_micro",
          from: 200_000_000,
          to: 125_000_000,
          sources: ["models-dev", "genai-prices"],
        },
        { fact: "sources", from: null },
        { fact: "verified_at", from: "2026-05-01", to: "2026-06-01" },
      ],
      disputes: [],
      dropped: [],
      written: [],
    });
  });

  it("--provider leaves the others alone", async () => {
    const cwd = smallRegistry();
    const refused = await refresh(cwd, "--provider", "acme");
    expect([refused.code, refused.err]).toEqual([1, 'kei: there is no provider "acme"\n']);
  });

  it.each([
    ["<!doctype html>", "api.json is no data set that kei knows: it is HTML or XML"],
    ['{"openai":{"models":{"gpt-5":{"cost":3}}}}', "its shape differs at openai.models.gpt-5.cost"],
  ])("writes nothing when a data set is %s", async (text, message) => {
    const cwd = smallRegistry({ "api.json": text });
    const before = readFiles(cwd);
    const { code, err, files } = await refresh(cwd);
    expect(code).toBe(1);
    expect(err).toContain(message);
    expect(files).toEqual(before);
  });

  it("writes nothing into a registry with errors, nor what would be one", async () => {
    const broken = smallRegistry({ "models.toml": MODELS.replace("openai", "opnai") });
    const before = readFiles(broken);
    const ran = await refresh(broken);
    expect([ran.code, ran.files]).toEqual([1, before]);
    expect(ran.out).toContain("unknown-provider");
    // Tiers of a data set that begin at the same size.
    const tier = { input: 4, output: 12, tier: { size: 10 } };
    const odd = smallRegistry({
      "api.json": api({ cost: { input: 1.25, output: 10, tiers: [tier, tier] } }),
      "data_slim.json": JSON.stringify([{ id: "openai", models: [] }]),
      "models.toml": MODELS.replace(/cost_.*\n/g, "").replace(/verified_at.*\n/, ""),
    });
    const files = readFiles(odd);
    const refused = await refresh(odd);
    expect(refused.out).toContain("tier-order");
    expect([refused.code, refused.files]).toEqual([1, files]);
  });
});

const data = sharedFolder("data/2026-11");

describe.skipIf(data === undefined)("kei refresh of registry/", () => {
  const from = ["models-dev/api.json", "genai-prices/data.json", "pi-ai"].map((name) =>
    join(data ?? "", name),
  );
  const propose = async (registry: string) => {
    const args = ["refresh", "--registry", registry, "--date", "2026-11-30", "--dry-run", "--json"];
    const { out } = await kei([...args, "--from", from.join(",")], {
      env: { KEI_CACHE: temporaryFolder() },
    });
    return JSON.parse(out) as {
      readonly changes: readonly { readonly ref: string; readonly fact: string }[];
      readonly disputes: readonly unknown[];
    };
  };

  it("proposes nothing, and what somebody took out of it", async () => {
    const registry = join(ROOT, "registry");
    expect(await propose(registry)).toMatchObject({ changes: [], disputes: [] });
    const copy = temporaryFolder();
    cpSync(registry, copy, { recursive: true });
    const path = join(copy, "models.toml");
    const text = readFileSync(path, "utf8");
    const gone = ["openai/gpt-6.2-astra", "xai/grok-4.6", "google/gemini-4-hydrogen"];
    const records = text.split(/^(?=\[\[model\]\]$)/m);
    const left = records.filter(
      (record) =>
        !gone.some(
          (ref) =>
            record.includes(`id = "${ref.split("/")[1]}"`) &&
            record.includes(`"${ref.split("/")[0]}"`),
        ),
    );
    expect(left).toHaveLength(records.length - gone.length);
    const worse = left
      .join("")
      .replace('released_at = "2026-09-22"\n', "")
      .replace("max_output_tokens = 128_000\n", "max_output_tokens = 64_000\n");
    writeFileSync(path, worse);
    const { changes } = await propose(copy);
    const proposed = changes.map(({ ref, fact }) => `${ref} ${fact}`);
    for (const ref of gone) expect(proposed).toContain(`${ref} model`);
    expect(changes.map(({ fact }) => fact)).toEqual(
      expect.arrayContaining(["released_at", "max_output_tokens"]),
    );
  });
});

describe("writeLayers", () => {
  it("writes all or nothing, and not over what somebody else wrote meanwhile", () => {
    const folder = smallRegistry();
    const opened = openRegistry(folder, fakeTerminal({ cwd: folder }));
    const texts = new Map([
      ["model", "# mine\n"],
      ["dispute", "# mine, too\n"],
    ] as const);
    writeFileSync(join(folder, "models.toml"), `${MODELS}# theirs\n`);
    const before = readFiles(folder);
    expect(() => writeLayers(opened, texts)).toThrow(
      "models.toml was changed by another program just now",
    );
    expect(readFiles(folder)).toEqual(before);
    writeFileSync(join(folder, "models.toml"), MODELS);
    writeLayers(opened, texts);
    expect(readFileSync(join(folder, "disputes.toml"), "utf8")).toBe("# mine, too\n");
    expect(readFileSync(join(folder, "models.toml"), "utf8")).toBe("# mine\n");
  });
});
