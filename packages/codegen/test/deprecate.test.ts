import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type DeprecateOptions, runDeprecate } from "../src/commands/deprecate/deprecate.ts";
import { temporaryFolder, writeFiles } from "./support/cli.ts";
import { fakeTerminal } from "./support/fake-terminal.ts";

const PROVIDER = `[[provider]]
id = "acme"
display_name = "Acme"
endpoint = "https://api.acme.example/v1/chat/completions"
auth_scheme = "bearer"
auth_env = "ACME_API_KEY"
billing_currency = "USD"
`;

const model = (id: string, more = "") => `
[[model]]
provider_ref = "acme"
id = "${id}"
display_name = "${id}"
context_window = 200_000
${more}`;

const MODELS = [
  model("older", 'deprecated_at = "2026-01-01"\nreplaced_by = "acme/old" # for now\n'),
  model("old", 'slug = "old"\naliases = ["old-latest"]\n'),
  model("new", 'slug = "new"\n'),
].join("");

const profile = (id: string, more: string) => `
[[profile]]
id = "${id}"
role = "${id}"
caps = "RO-FS"
description = "What it does."
${more}
`;

const PROFILES = [
  profile("first", 'default_model_ref = "acme/old" # the usual one'),
  profile("second", 'default_model_ref = "acme/old-latest"'),
  profile(
    "third",
    'default_model_ref = "acme/new"\nfallback_model_refs = [\n  "acme/old", # cheap\n]',
  ),
  profile("fourth", 'default_model_ref = "acme/old"'),
].join("");

async function deprecated(options: DeprecateOptions) {
  const registry = temporaryFolder();
  writeFiles(registry, {
    "providers.toml": PROVIDER,
    "models.toml": MODELS,
    "agent-profiles.toml": PROFILES,
  });
  const terminal = fakeTerminal({ cwd: registry, today: "2026-11-30" });
  const code = await runDeprecate("old", { registry, ...options }, terminal);
  const read = (name: string) => readFileSync(join(registry, name), "utf8");
  return { code, read, ...terminal.printed };
}

it("says once which records refer to the model, and how to lead them elsewhere", async () => {
  const { code, out, err } = await deprecated({ replacedBy: "new" });
  expect(code).toBe(0);
  expect(
    out,
  ).toBe(`warning deprecated-reference: "acme/old" has been deprecated since 2026-11-30, in 5 places
  agent-profiles.toml: first, second, third, fourth
  models.toml: acme/older
  hint: use "acme/new"

models.toml: 2 lines added
run kei gen
`);
  expect(err).toBe("--rewrite-references leads 5 references to acme/new\n");
});

it("rewrites references, and keeps comments", async () => {
  const { code, read, out, err } = await deprecated({ replacedBy: "new", rewriteReferences: true });
  expect({ code, out, err }).toEqual({
    code: 0,
    out: "models.toml: 1 line changed, 2 lines added\nagent-profiles.toml: 3 lines changed, 3 lines removed\nrun kei gen\n",
    err: "",
  });
  expect(read("models.toml")).toBe(
    MODELS.replace('"acme/old" # for now', '"acme/new" # for now').replace(
      'slug = "old"\n',
      'deprecated_at = "2026-11-30"\nreplaced_by = "acme/new"\nslug = "old"\n',
    ),
  );
  expect(read("agent-profiles.toml")).toBe(
    PROFILES.replace('fallback_model_refs = [\n  "acme/old", # cheap\n]\n', "").replaceAll(
      /"acme\/old(-latest)?"/g,
      '"acme/new"',
    ),
  );
});

it("refuses to rewrite references without a model to lead them to", async () => {
  await expect(deprecated({ rewriteReferences: true })).rejects.toMatchObject({
    name: "UserError",
    message: "--rewrite-references needs --replaced-by, the model to refer to instead",
  });
});
