import { findProject } from "../project/config.ts";
import { lockFolder } from "../project/lock-folder.ts";
import type { ExitCode, Terminal } from "../terminal/terminal.ts";
import { applyEdit, type Edited, type EditOptions } from "./apply-edit.ts";
import { type OpenRegistry, openRegistry } from "./open-registry.ts";

/** What an edit puts in place of files. */
export type Edit = (registry: OpenRegistry) => Omit<Edited, "registry">;

/**
 * Reads a registry, changes files of it and writes them, while no other kei does: every command that
 * edits goes through here, so that none loses what another has written.
 *
 * @throws UserError when the registry cannot be read or written, or another kei does not end.
 */
export async function editRegistry(
  options: EditOptions,
  terminal: Terminal,
  edit: Edit,
): Promise<ExitCode> {
  const run = () => {
    const registry = openRegistry(options.registry, terminal);
    return applyEdit({ registry, ...edit(registry) }, options, terminal);
  };
  // What writes nothing disturbs nobody.
  if (options.dryRun === true) return run();
  const { registry } = findProject(terminal.cwd, { registry: options.registry });
  return await lockFolder(registry, run, {
    onWait: () => terminal.progress("another kei is changing this registry: waiting for it"),
  });
}
