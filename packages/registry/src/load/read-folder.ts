/// <reference types="node" />
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { check, contentHash, type Diagnostic, forPrograms, type Input } from "@kei/codegen";
import type { RegistryTables } from "../create-registry.ts";
import type { Model, PriceHistory, Profile, Provider } from "../gen/contract.gen.js";
import { type Problem, RegistryError } from "./registry-error.ts";

/** The tables of a registry that was read from TOML: ids are plain strings. */
export interface LoadedTables extends RegistryTables {
  readonly providers: Readonly<Record<string, Provider>>;
  readonly models: Readonly<Record<string, Model>>;
  readonly modelAliases: Readonly<Record<string, string>>;
  readonly profiles: Readonly<Record<string, Profile>>;
  /** Absent for the data of the package: `@kei/registry/price-history` has it. */
  readonly history?: PriceHistory;
}

/** What a folder holds. */
export interface ReadRegistry {
  readonly tables: LoadedTables;
  readonly contentHash: string;
  readonly warnings: readonly Problem[];
}

/**
 * The TOML files of a folder, by the pipeline of `kei check`. A chunk of its own: it is large,
 * and only who names a folder needs it.
 *
 * @param origin Who named the folder, for messages.
 * @throws RegistryError when a file is missing or anything in one is wrong.
 */
export function readFolder(dir: string, origin: string): ReadRegistry {
  const inputs = {
    provider: readInput(dir, "providers.toml"),
    model: readInput(dir, "models.toml"),
    profile: readInput(dir, "agent-profiles.toml"),
    price: readInput(dir, "prices.toml", "optional"),
    source: readInput(dir, "sources.toml", "optional"),
    dispute: readInput(dir, "disputes.toml", "optional"),
  };
  // What was read does not depend on the day: what is wrong on some days only is for `kei check`.
  const { registry, diagnostics } = check(inputs, undefined);
  const problems = diagnostics.map(problemOf);
  if (registry === undefined) throw new RegistryError(origin, problems);
  const { profiles, history } = registry;
  const providers = registry.providers.map((provider) => forPrograms("provider", provider));
  const models = registry.models.map((model) => forPrograms("model", model));
  const tables = {
    providers: keyed(providers, ({ id }) => id),
    models: keyed(models, ({ ref }) => ref),
    modelAliases: Object.fromEntries(
      models.flatMap(({ provider, aliases, ref }) =>
        aliases.map((alias) => [`${provider}/${alias}`, ref] as const),
      ),
    ),
    profiles: keyed(profiles, ({ id }) => id),
    history: Object.fromEntries(history),
  };
  return { tables, contentHash: contentHash(registry), warnings: problems };
}

/** A file that may be absent is as if it were empty then. */
function readInput(dir: string, name: string, need?: "optional"): Input {
  const path = join(dir, name);
  // Joined, it would be the working directory.
  if (dir === "") return { path, bytes: { unreadable: "the name of its folder is empty" } };
  try {
    return { path, bytes: readFileSync(path) };
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    if (need === "optional" && code === "ENOENT") return { path, bytes: new Uint8Array() };
    return { path, bytes: { unreadable: REASONS.get(code) ?? message } };
  }
}

/** In place of the system's words, which name the path once more. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "it does not exist"],
  ["ENOTDIR", "part of its path is a file"],
  ["EISDIR", "it is a folder"],
  ["EACCES", "permission denied"],
  ["EPERM", "permission denied"],
]);

function problemOf({ severity, code, message, file, range, hint }: Diagnostic): Problem {
  const { line, column } = range.start;
  const place = { severity, code, message, file, line, column };
  // That hint is about the options of `kei`.
  return hint === undefined || code === "file-missing" ? place : { ...place, hint };
}

function keyed<T>(records: readonly T[], keyOf: (record: T) => string): Record<string, T> {
  return Object.fromEntries(records.map((record) => [keyOf(record), record]));
}
