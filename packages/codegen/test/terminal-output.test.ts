import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder, writeFiles } from "./support/cli.ts";
import { FIXTURES, fixture } from "./support/fixtures.ts";
import { runInMemory } from "./support/run-in-memory.ts";

/** models.dev's data: a price that differs, a model that is new, one that no client speaks to. */
const API = JSON.stringify({
  anthropic: {
    id: "anthropic",
    name: "Anthropic",
    npm: "@ai-sdk/anthropic",
    env: ["ANTHROPIC_API_KEY"],
    models: {
      "claude-sonnet-4-6": {
        id: "claude-sonnet-4-6",
        name: "Claude Sonnet 4.6",
        last_updated: "2026-06-01",
        limit: { context: 200_000, output: 64_000 },
        cost: { input: 2, output: 15, cache_read: 0.3 },
        modalities: { input: ["text", "image", "pdf"], output: ["text"] },
        tool_call: true,
        reasoning: true,
      },
      "claude-next": {
        id: "claude-next",
        name: "Claude Next",
        last_updated: "2026-06-01",
        limit: { context: 2_000_000, output: 128_000 },
        cost: { input: 5, output: 25 },
        modalities: { input: ["text"], output: ["text"] },
        tool_call: true,
        reasoning: true,
      },
    },
  },
});

const everything = () => fixture("good", "everything");
const grown = () => fixture("good", "grown");

/** A registry in a folder, and a name for it that does not change. */
function folderOf(texts: ReturnType<typeof everything>): string {
  const cwd = temporaryFolder();
  const { provider, model, profile, ...others } = texts;
  writeFiles(cwd, {
    "providers.toml": provider,
    "models.toml": model,
    "agent-profiles.toml": profile,
    "prices.toml": others.price ?? "",
    "api.json": API,
  });
  return cwd;
}

const broken = () => {
  const texts = everything();
  const model = texts.model
    .replace("context_window = 1_000_000", "context_windw = 1_000_000")
    .replace('provider_ref = "google"', 'provider_ref = "gogle"')
    .replace("# $3.00", "# $2.00");
  return { ...texts, model };
};

const HELP = [
  ...["list", "explain", "price", "check", "gen", "init", "set", "deprecate", "remove", "diff"],
  ...["import", "probe", "refresh", "drift", "catalog", "doctor", "completion"],
  ...["migrate", "upgrade"],
];
const NEW_MODEL = ["--provider-ref", "anthropic", "--id", "claude-next"];

/** What is run, and in which registry; the name is that of the golden file. */
const CASES: Readonly<
  Record<string, readonly [args: string, texts: () => ReturnType<typeof everything>]>
> = {
  help: ["--help", everything],
  ...Object.fromEntries(
    HELP.map((name) => [`help-${name}`, [`${name} --help`, everything] as const]),
  ),
  "help-add": ["add --help", everything],
  "help-add-provider": ["add provider --help", everything],
  "help-add-model": ["add model --help", everything],
  "list-providers": ["list providers", everything],
  "list-models": ["list models", everything],
  "list-models-all": ["list models --all --sort verified", everything],
  "list-profiles": ["list profiles", everything],
  "list-nothing": ["list models --provider azure", everything],
  "explain-provider": ["explain anthropic", everything],
  "explain-model": ["explain sonnet", everything],
  "explain-profile": ["explain planner", everything],
  "explain-unknown": ["explain sonet", everything],
  price: ["price sonnet", everything],
  "price-rows": ["price acme/large --at 2026-07-15", grown],
  check: ["check", everything],
  "check-errors": ["check", broken],
  diff: ["diff before .", everything],
  drift: ["drift --against api.json", everything],
  "drift-nothing": ["drift --against api.json --provider codex", everything],
  refresh: ["refresh --from api.json --dry-run", everything],
  import: ["import --from api.json --dry-run", everything],
  "add-model": [`add model ${NEW_MODEL.join(" ")} --display-name Next --dry-run`, everything],
  "add-missing": [`add model ${NEW_MODEL.join(" ")}`, everything],
  set: ["set sonnet --input-price 3.5 notes= --dry-run", everything],
  "set-refused": ["set sonnet provider_ref=antropic", everything],
  "set-unknown": ["set sonnet context=1M", everything],
  deprecate: ["deprecate sonnet --replaced-by google/gemini-3-pro --dry-run", everything],
  remove: ["remove google", everything],
  gen: ["gen", everything],
  init: ["init mine --provider mistral,groq", everything],
  "unknown-command": ["lst", everything],
  "unknown-option": ["list models --providr x", everything],
};

it.each(Object.entries(CASES))("%s in 80 and in 120 columns", async (name, [args, texts]) => {
  const shown: string[] = [];
  for (const width of [80, 120]) {
    const cwd = folderOf(texts());
    const { model, provider, profile } = texts();
    writeFiles(join(cwd, "before"), {
      "providers.toml": provider,
      "models.toml": model
        .replace("1_500_000_000 # $15.00", "1_200_000_000 # $12.00")
        .replace("max_output_tokens = 64_000", "max_output_tokens = 32_000"),
      "agent-profiles.toml": profile,
    });
    shown.push(await runInMemory(args.split(" "), { cwd, width }));
  }
  const [narrow = "", wide = ""] = shown;
  const text =
    narrow === wide
      ? `$ kei ${args}\n${narrow}`
      : `$ kei ${args}    # 80 columns\n${narrow}\n$ kei ${args}    # 120 columns\n${wide}`;
  await expect(text).toMatchFileSnapshot(join(FIXTURES, "terminal", `${name}.txt`));
});
