import { existsSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import type { Endings } from "../../migrate/endings.ts";
import { type ConfigFormat, findInConfig } from "../../migrate/find-in-config.ts";
import type { FoundName, FoundNames } from "../../migrate/found-name.ts";
import type { Skipped } from "./list-files.ts";
import type { TextFile } from "./read-texts.ts";

/** The names that were found in files. */
export interface NamesOfFiles {
  readonly names: ReadonlyMap<TextFile, readonly FoundName[]>;
  readonly skipped: readonly Skipped[];
}

const FORMATS: Readonly<Record<string, ConfigFormat>> = {
  ".json": "json",
  ".jsonc": "json",
  ".yaml": "yaml",
  ".yml": "yaml",
  ".toml": "toml",
};

/** Looks for names of models that end: in configurations by themselves, in code by the project that it is of. */
export async function findNames(
  texts: readonly TextFile[],
  endings: Endings,
): Promise<NamesOfFiles> {
  const found = new Map<TextFile, readonly FoundName[]>();
  const skipped: Skipped[] = [];
  const take = (file: TextFile, result: FoundNames) => {
    if ("names" in result) {
      if (result.names.length > 0) found.set(file, result.names);
      return;
    }
    const { line, column } = file.source.position(result.offset);
    skipped.push({ file: `${file.source.path}:${line}:${column}`, why: result.problem });
  };
  const code: TextFile[] = [];
  for (const file of texts) {
    const format = FORMATS[extname(file.path)];
    if (format === undefined) code.push(file);
    else if (endings.isIn(file.source.text)) {
      take(file, findInConfig(file.source.text, format, endings));
    }
  }
  const hasName = ({ source }: TextFile) => endings.isIn(source.text);
  if (code.some(hasName)) {
    // TypeScript is ten megabytes, which no other command needs.
    const { findInProject } = await import("./find-in-project.ts");
    // A name may stand in one file and be used in another.
    const used = code.filter((file) => hasName(file) || /model/i.test(file.source.text));
    for (const [tsconfig, files] of byProject(used)) {
      if (!files.some(hasName)) continue;
      for (const [file, result] of findInProject(tsconfig, files, endings)) take(file, result);
    }
  }
  // In the order of the files: code is looked at last, by project.
  const names = texts.flatMap((file) => {
    const own = found.get(file);
    return own === undefined ? [] : [[file, own] as const];
  });
  return { names: new Map(names), skipped };
}

/** Files by the `tsconfig.json` or `jsconfig.json` that is nearest upwards. */
function byProject(
  files: readonly TextFile[],
): ReadonlyMap<string | undefined, readonly TextFile[]> {
  const known = new Map<string, string | undefined>();
  const configOf = (folder: string): string | undefined => {
    if (known.has(folder)) return known.get(folder);
    const own = ["tsconfig.json", "jsconfig.json"]
      .map((name) => join(folder, name))
      .find((path) => existsSync(path));
    const above = dirname(folder);
    const found = own ?? (above === folder ? undefined : configOf(above));
    known.set(folder, found);
    return found;
  };
  const groups = new Map<string | undefined, TextFile[]>();
  for (const file of files) {
    const config = configOf(dirname(file.path));
    groups.set(config, [...(groups.get(config) ?? []), file]);
  }
  return groups;
}
