import { Project, ts } from "ts-morph";
import type { Endings } from "../../migrate/endings.ts";
import { findInCode } from "../../migrate/find-in-code.ts";
import type { FoundNames } from "../../migrate/found-name.ts";
import type { TextFile } from "./read-texts.ts";

/** What holds whatever a project says: nothing is written, and declarations of packages are as they are. */
const OPTIONS: ts.CompilerOptions = {
  allowJs: true,
  checkJs: false,
  noEmit: true,
  skipLibCheck: true,
};

/** Of files that no configuration is for. */
const OWN_OPTIONS: ts.CompilerOptions = {
  ...OPTIONS,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  jsx: ts.JsxEmit.Preserve,
};

/**
 * Names in the files of one project. Types come from what is installed there; without it names are told by what
 * is imported and called.
 *
 * @param tsconfig Its configuration; one that TypeScript refuses is done without.
 */
export function findInProject(
  tsconfig: string | undefined,
  files: readonly TextFile[],
  endings: Endings,
): readonly (readonly [TextFile, FoundNames])[] {
  const project = createProject(tsconfig);
  const found = new Map<string, FoundNames>();
  const paths = files.flatMap(({ path, source }) => {
    try {
      project.createSourceFile(path, source.text, { overwrite: true });
      return [path];
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      found.set(path, TOO_DEEP);
      return [];
    }
  });
  try {
    for (const [path, names] of findInCode(project, paths, endings)) found.set(path, names);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    for (const path of paths) found.set(path, TOO_DEEP);
  }
  return files.flatMap((file) => {
    const own = found.get(file.path);
    return own === undefined ? [] : [[file, own] as const];
  });
}

/** The compiler calls itself for what is in something else. */
const TOO_DEEP: FoundNames = {
  problem: "it, or a file of its project, is nested too deeply",
  offset: 0,
};

function createProject(tsconfig: string | undefined): Project {
  const common = { skipAddingFilesFromTsConfig: true, skipFileDependencyResolution: true };
  if (tsconfig !== undefined) {
    try {
      return new Project({ ...common, tsConfigFilePath: tsconfig, compilerOptions: OPTIONS });
    } catch {
      // A mistake in it, or in one that it extends, is nothing that a name depends on.
    }
  }
  return new Project({ ...common, compilerOptions: OWN_OPTIONS });
}
