import { existsSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { entriesOf } from "../../edit/entries-of.ts";
import { reason } from "../../project/read-registry.ts";
import { makeFolder } from "../../project/replace-file.ts";
import { appendRecords } from "../../source/edit.ts";
import { providerRecord } from "../../sources/imports/connection.ts";
import { findKnown, knownServers, serverOf } from "../../sources/imports/known-servers.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { didYouMean } from "../../text/suggest.ts";
import { UserError } from "../../text/user-error.ts";
import { attributes, packageFiles } from "./package-files.ts";
import { sampleFiles } from "./sample-files.ts";

/** Options of `kei init`. */
export interface InitOptions {
  readonly provider?: readonly string[];
  readonly empty?: boolean;
  readonly package?: boolean;
}

/** `kei init DIR`: a registry that checks and generates, of samples, of known providers, or empty. */
export function runInit(
  dir: string,
  {
    provider = [],
    empty = false,
    package: isPackage = false,
    version,
  }: InitOptions & { readonly version: string },
  { cwd, env, out }: Terminal,
): ExitCode {
  const root = resolve(cwd, dir);
  const registry = empty || provider.length > 0 ? registryOf(provider) : sampleFiles;
  const inside = (folder: string) =>
    Object.entries(registry).map(([name, text]) => [join(folder, name), text] as const);
  const files: Readonly<Record<string, string>> = Object.fromEntries(
    isPackage
      ? [...inside("registry"), ...Object.entries(packageFiles(basename(root), version))]
      : [...inside(""), [".gitattributes", attributes(["schema", "gen", "clients", "data"])]],
  );
  const taken = Object.keys(files).find((name) => existsSync(join(root, name)));
  if (taken !== undefined) {
    throw new UserError(
      `${join(dir, taken)} is there already; nothing was written`,
      "name another folder, or check what you have with: kei check",
    );
  }
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name);
    try {
      makeFolder(dirname(path));
      writeFileSync(path, text);
    } catch (error) {
      throw new UserError(`cannot write ${path}: ${reason(error)}`, "name another folder");
    }
  }
  const here = relative(cwd, root) || ".";
  // As it was typed now: npx says so of itself.
  const typed = env["npm_command"] === "exec" ? "npx kei" : "kei";
  out(
    `Made ${Object.keys(files).join(", ")} in ${here}.\n\n` +
      `Next:\n  cd ${here}\n` +
      (isPackage
        ? "  npm install\n  npm run build    # kei gen, then tsc\n"
        : `  ${typed} gen          # writes schema/ for your editor, gen/ and clients/ for TypeScript, data/ for the rest\n` +
          `  ${typed} gen --watch  # the same after every change\n`),
  );
  return 0;
}

/** The files of a registry with known providers, which take any model; models come by `kei import`. */
function registryOf(ids: readonly string[]): Readonly<Record<string, string>> {
  const records = [...new Set(ids)].map((id) => {
    const known = findKnown(id);
    if (known === undefined) {
      const names = knownServers.map((each) => each.id);
      throw new UserError(
        `kei does not know where ${id} is`,
        `${didYouMean(id, names) ?? `known: ${names.join(", ")}`}; kei import brings others from models.dev`,
      );
    }
    const server = { ...serverOf(known), more: { open_models: true } };
    return entriesOf(providerRecord(server), {
      open_models: "Any model may be called; of those in models.toml facts are known.",
    });
  });
  const header = (name: string, about: string) =>
    `#:schema ./schema/${name}.schema.json\n\n# ${about}\n`;
  const providers = header(
    "providers",
    "Layer 1 of 3: who is called, and how. Versions and prices belong to models.",
  );
  return {
    "providers.toml":
      records.length === 0 ? providers : appendRecords(providers, { table: "provider", records }),
    "models.toml": header(
      "models",
      "Layer 2 of 3: what is called. kei import --from https://models.dev/api.json --provider ID brings models.",
    ),
    "agent-profiles.toml": header(
      "agent-profiles",
      "Layer 3 of 3: who works with it, and what it may do.",
    ),
  };
}
