import { join } from "node:path";
import { compareDiagnostics } from "../diagnostics/diagnostic.ts";
import { type AllInputs, inputFileNames, type Layer, layers } from "../layers/layer-names.ts";
import { type Inspection, inspect } from "../pipeline/inspect.ts";
import { findProject } from "../project/config.ts";
import { readRegistry } from "../project/read-registry.ts";
import type { TomlTable } from "../source/toml.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { UserError } from "../text/user-error.ts";

/** A registry as a command that edits it finds it. */
export interface OpenRegistry {
  readonly inputs: AllInputs;
  readonly inspection: Inspection;
  /** Absolute path of a layer's file. */
  fileOf(layer: Layer): string;
  /** Records as the file has them, valid or not, so that what is wrong can be put right. */
  recordsOf(layer: Layer): readonly TomlTable[];
}

/**
 * Reads a registry to edit it.
 *
 * @throws UserError when one of its files is no TOML: then nobody knows who refers to whom.
 */
export function openRegistry(dir: string | undefined, terminal: Terminal): OpenRegistry {
  const project = findProject(terminal.cwd, { registry: dir });
  const inputs = readRegistry(project.registry, terminal.cwd);
  const inspection = inspect(inputs, terminal.today);
  for (const layer of layers) {
    const { parsed, diagnostics } = inspection.layers[layer];
    if (parsed?.isWhole === true) continue;
    const [first] = diagnostics.toSorted(compareDiagnostics);
    const place = parsed === undefined ? "" : `line ${first?.range.start.line}: `;
    throw new UserError(
      `${inputs[layer].path} cannot be read: ${place}${first?.message}`,
      first?.hint ?? "kei check says all that is wrong",
    );
  }
  return {
    inputs,
    inspection,
    fileOf: (layer) => join(project.registry, inputFileNames[layer]),
    recordsOf(layer) {
      const records = inspection.layers[layer].parsed?.value[layer];
      return Array.isArray(records) ? (records as TomlTable[]) : [];
    },
  };
}

/** What the pipeline takes, with texts in place of some files. */
export function withTexts(inputs: AllInputs, texts: ReadonlyMap<Layer, string>): AllInputs {
  const edited = [...texts].map(([layer, text]) => [
    layer,
    { path: inputs[layer].path, bytes: new TextEncoder().encode(text) },
  ]);
  return { ...inputs, ...Object.fromEntries(edited) };
}
