import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname } from "node:path";
import type { Layer } from "../layers/layer-names.ts";
import { reason } from "../project/read-registry.ts";
import { removeLeftovers, replaceFiles } from "../project/replace-file.ts";
import { UserError } from "../text/user-error.ts";
import type { OpenRegistry } from "./open-registry.ts";

/**
 * Puts texts in place of files of a registry: all of them, or none. Where a path is a link, what it leads
 * to is replaced; a mark at the beginning of a file stays. A file that is not the one that was read was
 * saved by an editor, or by somebody whom our lock does not reach: their change stays.
 *
 * @throws UserError when one cannot be written, or was changed since.
 */
export function writeLayers(
  { inputs, fileOf }: OpenRegistry,
  texts: ReadonlyMap<Layer, string>,
): void {
  const contents = new Map<string, Uint8Array>();
  for (const [layer, text] of texts) {
    const path = fileOf(layer);
    const before = inputs[layer].bytes;
    try {
      const file = existsSync(path) ? realpathSync(path) : path;
      const now = existsSync(file) ? readFileSync(file) : new Uint8Array();
      if (!(before instanceof Uint8Array) || Buffer.compare(now, before) !== 0) {
        throw new UserError(
          `${path} was changed by another program just now`,
          "nothing was written: run the command again",
        );
      }
      removeLeftovers(dirname(file));
      contents.set(file, new TextEncoder().encode(byteOrderMark(before) + text));
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(`cannot write ${path}: ${reason(error)}`, "nothing was changed");
    }
  }
  try {
    replaceFiles(contents, true);
  } catch (error) {
    const files = [...texts.keys()].map(fileOf).join(", ");
    throw new UserError(`cannot write ${files}: ${reason(error)}`, "nothing was changed");
  }
}

/** A mark at the beginning stays, so that the edit is the only change. */
function byteOrderMark(bytes: Uint8Array): string {
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return isMarked ? "\uFEFF" : "";
}
