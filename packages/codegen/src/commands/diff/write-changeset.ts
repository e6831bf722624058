import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { reason } from "../../project/read-registry.ts";
import { UserError } from "../../text/user-error.ts";

/** Where changesets are kept, at the root of a project. */
const FOLDER = ".changeset";

/**
 * Writes a changeset into the `.changeset` folder that is nearest upwards. It is named after the
 * registry that the changes start from: a second look at the same start writes the same file again,
 * so that no change comes into the changelog twice.
 *
 * @param start Hash of the registry that the changes start from.
 * @returns The file that says it, and whether it was written now.
 * @throws UserError when there is no such folder, or it cannot be written to.
 */
export function writeChangeset(
  text: string,
  start: string,
  from: string,
): { readonly path: string; readonly written: boolean } {
  const folder = findFolder(from);
  try {
    const same = readdirSync(folder).find(
      (name) => name.endsWith(".md") && readFileSync(join(folder, name), "utf8") === text,
    );
    if (same !== undefined) return { path: join(folder, same), written: false };
    const hash = createHash("sha256").update(start).digest("hex").slice(0, 8);
    const path = join(folder, `registry-since-${hash}.md`);
    writeFileSync(path, text);
    return { path, written: true };
  } catch (error) {
    throw new UserError(`cannot write into ${folder}: ${reason(error)}`);
  }
}

function findFolder(start: string): string {
  for (let dir = start; ; dir = dirname(dir)) {
    if (existsSync(join(dir, FOLDER))) return join(dir, FOLDER);
    if (dirname(dir) === dir) {
      throw new UserError(
        `there is no ${FOLDER} folder in ${start} or above it`,
        "make one with: npx @changesets/cli init",
      );
    }
  }
}
