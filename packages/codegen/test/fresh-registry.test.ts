import { expect, it } from "vitest";
import { runCheck } from "../src/commands/check/check.ts";
import { generate } from "../src/pipeline/generate.ts";
import { temporaryFolder, writeFiles } from "./support/cli.ts";
import { fakeTerminal } from "./support/fake-terminal.ts";
import { fixture, inputsOf } from "./support/fixtures.ts";

const minimal = fixture("good", "minimal");

/** A registry whose two models were verified on these days, with a source of a day. */
function texts(verified: readonly string[], dated?: string) {
  const models = verified.map((day, index) =>
    minimal.model
      .replaceAll("sonnet", `sonnet-${index}`)
      .concat(day === "" ? "" : `verified_at = "${day}"\n`),
  );
  return {
    ...minimal,
    profile: "",
    model: models.join("\n"),
    source:
      dated === undefined
        ? ""
        : `[[source]]\nid = "models-dev"\nadapter = "models-dev"\nfrom = "api.json"\ndated_at = "${dated}"\n`,
  };
}

function checked(all: ReturnType<typeof texts>, options: object): string {
  const folder = temporaryFolder();
  writeFiles(folder, {
    "providers.toml": all.provider,
    "models.toml": all.model,
    "agent-profiles.toml": all.profile,
    "sources.toml": all.source,
  });
  const terminal = fakeTerminal({ cwd: folder, today: "2026-09-01" });
  expect(runCheck({ format: "plain", ...options }, terminal)).toBe(0);
  return terminal.printed.out;
}

it.each<[string, ReturnType<typeof texts>, object, string]>([
  ["90 days", texts(["2026-06-03", "2026-01-01"]), {}, ""],
  [
    "91 days",
    texts(["2026-01-01", "2026-06-02"]),
    {},
    "models.toml:15:15 - warning stale-registry: the newest facts of the registry are of 2026-06-02, 91 days ago: prices and models have changed since (compare them with their sources, and set verified_at to the day on which you did)\n",
  ],
  ["91 days, but a newer source", texts(["2026-06-02"], "2026-08-01"), {}, ""],
  [
    "a source alone, that is old",
    texts([""], "2026-01-01"),
    {},
    "sources.toml:5:12 - warning stale-registry: the newest facts of the registry are of 2026-01-01, 243 days ago: prices and models have changed since (kei refresh brings what its sources say today)\n",
  ],
  ["no day at all", texts(["", ""]), {}, ""],
  ["another date", texts(["2026-01-01"]), { date: "2026-02-01" }, ""],
])("kei check warns once of a registry that is old: %s", (_, all, options, want) => {
  const lines = checked(all, options).split(/(?<=\n)/);
  expect(lines.slice(0, -1).join("")).toBe(want);
});

it("kei gen does not begin to warn by itself", async () => {
  const { diagnostics } = await generate(inputsOf(texts(["2026-01-01"])), {
    today: "2030-01-01",
    typesModule: "@kei/registry",
    emitters: [],
  });
  expect(diagnostics).toEqual([]);
});
