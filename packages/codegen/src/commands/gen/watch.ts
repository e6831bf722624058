import { type FSWatcher, type WatchListener, watch } from "node:fs";
import { basename, dirname } from "node:path";
import { inputFileNames } from "../../layers/layer-names.ts";
import { findProject, type Project } from "../../project/config.ts";
import { reason } from "../../project/read-registry.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { UserError } from "../../text/user-error.ts";
import { type GenOptions, generateProject } from "./gen.ts";

/** Editors write a file in several steps; one run answers all that come within this time. */
const SETTLE_MS = 30;

/**
 * `kei gen --watch`: generates now and after every change, through errors, until `signal` aborts.
 *
 * The folder is watched, not the files, because editors replace files instead of writing them. By
 * Node itself: chokidar swallows a second change of a file within 50 ms, which is when a formatter
 * writes what was just saved.
 */
export async function runWatch(
  options: GenOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const project = findProject(terminal.cwd, options);
  const names: readonly string[] = Object.values(inputFileNames);

  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const run = () => {
    // One after another: a change during a run is a run after it.
    running = running.then(() => generateOnce(options, terminal, project));
  };
  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(run, SETTLE_MS);
  };
  const watchFiles = () =>
    watchFolder(project.registry, (_, name) => {
      if (name === null || names.includes(name)) schedule();
    }).on("error", () => {
      // Its folder went; the one above tells when it is back.
    });
  let files: FSWatcher | undefined = watchFiles();
  // A watcher stays with the folder that it was given, wherever that one goes: a new one in its
  // place is seen from above.
  const above = watchFolder(dirname(project.registry), (event, name) => {
    if (event !== "rename" || (name !== null && name !== basename(project.registry))) return;
    files?.close();
    try {
      files = watchFiles();
    } catch (error) {
      // Gone, or gone again: there will be another event.
      if (!(error instanceof UserError)) throw error;
      files = undefined;
    }
    schedule();
  });
  const stopped = new Promise<void>((stop, fail) => {
    above.on("error", fail);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", () => stop(), { once: true });
  });

  run();
  await running;
  terminal.err(`watching ${names.join(", ")}; Ctrl-C ends\n`);
  try {
    await stopped;
  } finally {
    clearTimeout(timer);
    files?.close();
    above.close();
    await running;
  }
}

function watchFolder(folder: string, listener: WatchListener<string>): FSWatcher {
  try {
    return watch(folder, listener);
  } catch (error) {
    throw new UserError(`cannot watch ${folder}: ${reason(error)}`, "check --registry");
  }
}

async function generateOnce(
  options: GenOptions,
  terminal: Terminal,
  project: Project,
): Promise<void> {
  try {
    await generateProject(project, options, terminal);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    terminal.err(`${error.message}\n`);
  }
}
