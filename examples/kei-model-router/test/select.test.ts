import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { contentHash } from "@kei/registry";
import vectors from "@kei/registry/vectors.json" with { type: "json" };
import { type Answer, select } from "../src/select.js";

type Environment = Readonly<Record<string, string>>;

const typescript = fileURLToPath(new URL("../src/select-main.js", import.meta.url));
const rust = process.env["SELECT_RUST"];

/** Nothing of this process's environment reaches it: keys of the machine would change the answer. */
function run(command: string, given: readonly string[], env: Environment): Answer {
  const { stdout, stderr, status } = spawnSync(command, given, { env, encoding: "utf8" });
  return { out: stdout, error: stderr, status: status ?? -1 };
}

function asked({ profile, pinned, userOverride, at, env }: (typeof vectors.resolve)[number]) {
  const given = [profile, "--at", at];
  if (pinned !== null) given.push("--pinned", pinned);
  if (userOverride !== null) {
    given.push("--override", `${userOverride.provider}/${userOverride.model}`);
    if (userOverride.transport !== null) given.push("--transport", userOverride.transport);
  }
  if (env === null) given.push("--ignore-keys");
  const set = Object.entries(env ?? {}).filter((entry): entry is [string, string] => !!entry[1]);
  return { given, env: Object.fromEntries(set) as Environment };
}

function wanted({ resolution }: (typeof vectors.resolve)[number]) {
  const lines = resolution.steps.map(
    ({ outcome, source, written, reason, ref, modelRef }) =>
      `${[outcome, source, written, reason ?? "-", ref ?? "-", modelRef ?? "-"].join("\t")}\n`,
  );
  const status = { resolved: 0, unresolved: 1, "unknown-profile": 2 }[resolution.kind];
  return { out: lines.join(""), status };
}

/** What no vector can ask, since it is about the command. */
const OTHERS: readonly (readonly string[])[] = [
  ["--version"],
  [],
  ["critic", "validator"],
  ["critic", "--pinned"],
  ["critic", "--override", "anthropic"],
  ["critic", "--override", "anthropic/"],
  ["critic", "--override", "/claude-sonnet-4-6"],
  ["critic", "--transport", "direct-api"],
  ["critic", "--override", "anthropic/claude-sonnet-4-6", "--transport", "pigeon"],
  ["critic", "--at", "2026-02-30"],
  ["critic", "--at", "2026-12-01T12:00"],
  ["critic", "--verbose"],
];

test("the vectors are those of the registry that is installed", () => {
  assert.equal(vectors.contentHash, contentHash);
  assert.ok(vectors.resolve.length > 100);
});

test("select in TypeScript answers every vector", () => {
  for (const vector of vectors.resolve) {
    const { given, env } = asked(vector);
    const { out, status } = select(given, env);
    assert.deepEqual({ out, status }, wanted(vector), vector.name);
  }
  assert.equal(select(["--version"], {}).out, `${contentHash}\n`);
  for (const given of OTHERS.slice(1)) assert.equal(select(given, {}).status, 2, given.join(" "));
});

test("the command prints what the function answers", () => {
  const at = ["--at", "2026-12-01"];
  for (const given of [["critic", "--ignore-keys", ...at], ["critic", ...at], ["nobody"], []]) {
    assert.deepEqual(run(process.execPath, [typescript, ...given], {}), select(given, {}));
  }
});

test("select in Rust prints the same", { skip: rust === undefined && "there is no cargo" }, () => {
  for (const vector of vectors.resolve) {
    const { given, env } = asked(vector);
    assert.deepEqual(run(rust as string, given, env), select(given, env), vector.name);
  }
  for (const given of OTHERS) {
    assert.deepEqual(run(rust as string, given, {}), select(given, {}), given.join(" "));
  }
});
