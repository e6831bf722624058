import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Change } from "../src/registry/diff.ts";
import { kei, ROOT, temporaryFolder, writeFiles } from "./support/cli.ts";
import { sharedFolder } from "./support/shared.ts";

/**
 * The vendoring of 2026-05-28 (`../shared/reference/consumers.md` §4.2): files of two weeks before came
 * back, byte for byte. `transport` was gone from every row, a dated id and five providers as well.
 * The files in `../shared` are those that came back; the two weeks are written onto them here.
 */
const old = sharedFolder("data/keiseikit");

/** As the wizard's table had them, which was all that was left of the rows. */
const LOST = [
  ["anthropic-bedrock", "aws-bedrock", "https://bedrock-runtime.us-east-1.amazonaws.com"],
  ["claude-code", "subscription", "https://api.anthropic.com/v1/messages"],
  ["google-vertex", "google-vertex", "https://us-central1-aiplatform.googleapis.com"],
  ["openai-azure", "azure-openai", "https://example.openai.azure.com"],
  ["openrouter", "proxy", "https://openrouter.ai/api/v1/chat/completions"],
] as const;

const TRANSPORTS: Readonly<Record<string, string>> = {
  codex: "subscription",
  "litellm-proxy": "proxy",
  "lmstudio-local": "local",
  "mlx-local": "local",
  "ollama-local": "local",
};

function twoWeeks(folder: string): void {
  edit(folder, "providers.toml", (text) =>
    text
      .replaceAll(
        /^id = "(.+)"$/gm,
        (line, id) => `${line}\ntransport = "${TRANSPORTS[id] ?? "direct-api"}"`,
      )
      .concat(...LOST.map(record)),
  );
  const pin = (text: string) => text.replaceAll('claude-haiku-4-5"', 'claude-haiku-4-5-20251001"');
  edit(folder, "models.toml", pin);
  edit(folder, "agent-profiles.toml", pin);
}

const record = ([id, transport, endpoint]: (typeof LOST)[number]): string =>
  `\n[[provider]]\nid = "${id}"\ntransport = "${transport}"\ndisplay_name = "${id}"\n` +
  `endpoint = "${endpoint}"\nprotocol = "anthropic-messages"\nauth_scheme = "bearer"\n` +
  'auth_env = "KEY"\nretry_max = 3\nretry_backoff_ms = 500\nrate_limit_rpm = 0\n' +
  'billing_currency = "USD"\n';

function edit(folder: string, file: string, change: (text: string) => string): void {
  const text = readFileSync(join(folder, file), "utf8");
  const changed = change(text);
  expect(changed === text).toBe(false);
  writeFileSync(join(folder, file), changed);
}

function commit(folder: string, message: string): string {
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.test"];
  const git = (...args: string[]) =>
    execFileSync("git", [...identity, "-c", "commit.gpgsign=false", ...args], { cwd: folder });
  git("init", "-q");
  git("add", "-A");
  git("commit", "-q", "-m", message);
  return git("rev-parse", "HEAD:").toString();
}

const removed = (changes: readonly Change[]) =>
  changes.filter(({ level }) => level === "major").map(({ kind, subject }) => `${kind} ${subject}`);

describe.skipIf(old === undefined)("the vendoring that nobody noticed for seven weeks", () => {
  it("fails `kei diff --fail-on major`, and names what went", async () => {
    const folder = temporaryFolder();
    cpSync(old as string, folder, { recursive: true });
    const before = commit(folder, "two weeks ago");
    twoWeeks(folder);
    commit(folder, "two weeks of work");
    cpSync(old as string, folder, { recursive: true });

    const failing = ["diff", "--fail-on", "major", "--json"];
    const { code, out, err } = await kei(failing, { cwd: folder });
    expect(err).toBe("");
    expect(code).toBe(1);
    expect(removed((JSON.parse(out) as { changes: Change[] }).changes)).toEqual([
      ...LOST.map(([id]) => `provider-removed ${id}`),
      "model-removed anthropic/claude-haiku-4-5-20251001",
    ]);

    // And after it was committed, as it was.
    expect(commit(folder, "vendored back")).toBe(before);
    expect(await kei(failing, { cwd: folder })).toMatchObject({ code: 0 });
    const later = await kei([...failing, "HEAD~1"], { cwd: folder });
    expect(later.code).toBe(1);
    expect(JSON.parse(later.out)).toMatchObject({ changes: JSON.parse(out).changes });
    // The work itself took nothing away but the name that the pin replaced.
    const forth = await kei(["diff", "HEAD~2", "HEAD~1", "--json"], { cwd: folder });
    expect(removed((JSON.parse(forth.out) as { changes: Change[] }).changes)).toEqual([
      "model-removed anthropic/claude-haiku-4-5",
    ]);
  });

  it("takes no transport from readers: it is derived where no row has the key", async () => {
    const folder = temporaryFolder();
    cpSync(old as string, folder, { recursive: true });
    expect(await kei(["gen"], { cwd: folder })).toMatchObject({ code: 0 });
    const rows = readFileSync(join(folder, "data/providers.tsv"), "utf8").trim().split("\n");
    const transports = rows.slice(1).map((row) => row.split("\t").slice(0, 2));
    expect(transports).toHaveLength(10);
    for (const [id, transport] of transports) {
      expect(transport, id).toBe(TRANSPORTS[id as string] ?? "direct-api");
    }
  });
});

it("compares with no package whose rows have lost a key that readers need", async () => {
  const text = readFileSync(join(ROOT, "packages/registry/data/registry.json"), "utf8");
  const data = JSON.parse(text) as { providers: { id: string; transport?: string }[] };
  for (const provider of data.providers) delete provider.transport;
  const folder = temporaryFolder();
  writeFiles(folder, { "data/registry.json": JSON.stringify(data) });
  const { code, out, err } = await kei(["diff", "registry", folder, "--fail-on", "major"]);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toContain("is broken");
  expect(err).toContain("providers[0].transport");
});
