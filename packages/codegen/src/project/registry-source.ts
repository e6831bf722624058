import { execFile } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import {
  type Input,
  type Inputs,
  inputFileNames,
  isOptionalLayer,
  type Layer,
  layers,
} from "../layers/layer-names.ts";
import { check } from "../pipeline/generate.ts";
import type { Registry } from "../registry/model.ts";
import { unpublish } from "../registry/unpublish.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { UserError } from "../text/user-error.ts";
import { CONFIG_NAME, findProject } from "./config.ts";
import { readPackedFile } from "./packed-files.ts";
import { readPlainFile, readRegistry, reason } from "./read-registry.ts";

/** A registry as it was found somewhere. */
export interface SourcedRegistry {
  /** Absent when there are errors. */
  readonly registry: Registry | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Where a published package keeps its facts. */
const PUBLISHED = "data/registry.json";

/** Forces a name to be read as a revision where there is a folder of that name. */
const GIT = "git:";

/** Most that a file of a registry may have in git; the pipeline reads less. */
const MAX_BYTES = 64 * 1024 ** 2;

/**
 * Reads a registry by name: a folder with the three TOML files, a project's folder, the folder of a
 * published package, its `registry.json` or its `.tgz`, or a git revision of `folder`. What is there as a file
 * or folder is not looked for in git, unless the name begins with `git:`.
 *
 * @param folder The registry whose revisions are meant.
 * @throws UserError when there is no registry of that name.
 */
export async function readSource(
  name: string,
  folder: string,
  terminal: Pick<Terminal, "cwd" | "today">,
): Promise<SourcedRegistry> {
  const { cwd, today } = terminal;
  const path = resolve(cwd, name);
  if (name.startsWith(GIT) || !existsSync(path)) {
    return check(await readRevision(name.replace(GIT, ""), folder), today);
  }
  if (!statSync(path).isDirectory()) return readPublished(path, name);
  if (existsSync(join(path, inputFileNames.provider))) return check(readRegistry(path, cwd), today);
  if (existsSync(join(path, PUBLISHED))) return readPublished(join(path, PUBLISHED), name);
  if (
    [CONFIG_NAME, join("registry", inputFileNames.provider)].some((it) =>
      existsSync(join(path, it)),
    )
  ) {
    return check(readRegistry(findProject(path, {}).registry, cwd), today);
  }
  throw new UserError(
    `${name} holds no registry: no ${inputFileNames.provider}, no ${CONFIG_NAME}, no data/registry.json`,
    `a git revision of that name is ${GIT}${name}`,
  );
}

function readPublished(file: string, name: string): SourcedRegistry {
  let bytes: Buffer;
  try {
    bytes = readPlainFile(file);
  } catch (error) {
    throw new UserError(`cannot read ${file}: ${reason(error)}`);
  }
  const text = file.endsWith(".tgz")
    ? readPackedFile(bytes, PUBLISHED, name)
    : bytes.toString("utf8");
  return { registry: unpublish(text, name), diagnostics: [] };
}

/** The three files as they were at a revision. */
async function readRevision(revision: string, folder: string): Promise<Inputs> {
  // Resolved first, so that what follows gets a hash and nothing that somebody typed.
  const found = await git(folder, [
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${revision}^{commit}`,
  ]);
  if (found.failed) {
    const inside = await git(folder, ["rev-parse", "--is-inside-work-tree"]);
    throw inside.failed
      ? new UserError(
          `there is no folder ${revision}, and ${folder} is not in a git repository`,
          "name a folder, or work in a clone",
        )
      : new UserError(
          `there is neither a folder nor a git revision ${revision}`,
          "git log --oneline lists revisions; a shallow clone has few: git fetch --unshallow --tags",
        );
  }
  const commit = found.stdout.toString("utf8").trim();
  const read = async (layer: Layer): Promise<readonly [Layer, Input]> => {
    const file = inputFileNames[layer];
    const blob = await git(folder, ["cat-file", "blob", `${commit}:./${file}`]);
    const path = `${revision}:${file}`;
    if (blob.failed && isOptionalLayer(layer)) {
      return [layer, { path, bytes: new Uint8Array() }];
    }
    if (blob.failed) {
      throw new UserError(
        `revision ${revision} has no ${file} where ${folder} is now`,
        "if the folder was somewhere else then, check that revision out and name its folder",
      );
    }
    return [layer, { path, bytes: blob.stdout }];
  };
  return Object.fromEntries(await Promise.all(layers.map(read))) as unknown as Inputs;
}

interface GitResult {
  readonly failed: boolean;
  readonly stdout: Buffer;
}

/** Runs git in a folder, without a shell. That git is not installed is the user's to mend. */
function git(cwd: string, args: readonly string[]): Promise<GitResult> {
  return new Promise((done, fail) => {
    execFile("git", args, { cwd, encoding: "buffer", maxBuffer: MAX_BYTES }, (error, stdout) => {
      if (error?.code === "ENOENT") {
        fail(
          existsSync(cwd)
            ? new UserError("git is not installed", "install it, or compare folders")
            : new UserError(`there is no folder ${cwd}`, "check --registry"),
        );
        return;
      }
      done({ failed: error !== null, stdout });
    });
  });
}
