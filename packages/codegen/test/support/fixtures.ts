import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import {
  type AllInputs,
  type Inputs,
  inputFileNames,
  isOptionalLayer,
  type Layer,
  layers,
} from "../../src/layers/layer-names.ts";
import { check } from "../../src/pipeline/generate.ts";
import type { Registry } from "../../src/registry/model.ts";
import { parseToml, type TomlTable } from "../../src/source/toml.ts";

/** Fixtures are checked as if it were this day. */
export const TODAY = "2026-09-01";

export const FIXTURES = fileURLToPath(new URL("../fixtures/", import.meta.url));

/** The files of a registry as text; empty where one is absent. */
export type Texts = Readonly<Record<Layer, string>>;

/** A folder of `fixtures/good` or `fixtures/bad`. */
export interface Fixture {
  readonly name: string;
  readonly texts: Texts;
}

export function fixtures(kind: "good" | "bad"): readonly Fixture[] {
  return readdirSync(join(FIXTURES, kind), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, texts: readTexts(join(FIXTURES, kind, name)) }));
}

/** One fixture by name. */
export function fixture(kind: "good" | "bad", name: string): Texts {
  return readTexts(join(FIXTURES, kind, name));
}

/** The files of a folder. */
export function readTexts(folder: string): Texts {
  return mapLayers((layer) => {
    const path = join(folder, inputFileNames[layer]);
    return isOptionalLayer(layer) && !existsSync(path) ? "" : readFileSync(path, "utf8");
  });
}

export function mapLayers<T>(make: (layer: Layer) => T): Record<Layer, T> {
  return Object.fromEntries(layers.map((layer) => [layer, make(layer)])) as Record<Layer, T>;
}

/** Contents of the files; those that may be absent may be left out. */
type Contents = { readonly [L in keyof Inputs]: string | Uint8Array };

/** What the pipeline takes: paths are the names of the files alone. */
export function inputsOf(contents: Contents): AllInputs {
  return mapLayers((layer) => {
    const content = contents[layer] ?? "";
    return {
      path: inputFileNames[layer],
      bytes: typeof content === "string" ? new TextEncoder().encode(content) : content,
    };
  });
}

export function diagnose(contents: Contents): readonly Diagnostic[] {
  return check(inputsOf(contents), TODAY).diagnostics;
}

/**
 * What is said about the smallest registry with some of its files changed. Given a list of pairs, a
 * file keeps its text but for the replacements.
 */
export function diagnoseMinimal(
  changes: Partial<Record<Layer, string | Uint8Array | readonly (readonly [string, string])[]>>,
): readonly Diagnostic[] {
  const minimal = fixture("good", "minimal");
  return diagnose(
    mapLayers((layer) => {
      const change = changes[layer] ?? [];
      if (typeof change === "string" || change instanceof Uint8Array) return change;
      return change.reduce((text, [from, to]) => {
        if (!text.includes(from)) throw new Error(`the ${layer} file has no ${from}`);
        return text.replace(from, () => to);
      }, minimal[layer]);
    }),
  );
}

/** The values of a TOML text, as the pipeline reads it. */
export function parsed(text: string): TomlTable {
  const toml = parseToml(text);
  if ("problem" in toml) throw new Error(toml.problem.message);
  return toml.value;
}

/** `file:line:column code`, for tests that are about nothing else. */
export function places(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(
    ({ file, range, code }) => `${file}:${range.start.line}:${range.start.column} ${code}`,
  );
}

/** A registry with nothing in it. */
export const EMPTY: Registry = {
  providers: [],
  models: [],
  profiles: [],
  prices: [],
  history: new Map(),
  sources: [],
  disputes: [],
};
