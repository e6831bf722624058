import { readFileSync, statSync } from "node:fs";
import { basename, relative, sep } from "node:path";
import { inputFileNames, layers } from "../../layers/layer-names.ts";
import { reason } from "../../project/read-registry.ts";
import { decode } from "../../source/decode.ts";
import { createSourceFile, type SourceFile } from "../../source/source-file.ts";
import type { Skipped } from "./list-files.ts";

/** A file that may have names of models. */
export interface TextFile {
  /** Absolute. */
  readonly path: string;
  readonly source: SourceFile;
  readonly bytes: Uint8Array;
  readonly hadByteOrderMark: boolean;
}

/** Largest file that is looked at: what is larger is data. */
const MAX_BYTES = 1024 * 1024;

/** What the first line of generated files begins with, whatever they are written in. */
const GENERATED = /^(?:\/\/|#|\/\*)\s*@generated\b/;

/** Reads files; what cannot be read, is no text or too large is said. */
export function readTexts(
  paths: readonly string[],
  cwd: string,
): { readonly texts: readonly TextFile[]; readonly skipped: readonly Skipped[] } {
  const skipped: Skipped[] = [];
  const texts = paths.flatMap((path): TextFile[] => {
    const file = (relative(cwd, path) || path).split(sep).join("/");
    const skip = (why: string) => {
      skipped.push({ file, why });
      return [];
    };
    let bytes: Buffer;
    try {
      if (statSync(path).size > MAX_BYTES) return skip("it is larger than 1 MiB");
      bytes = readFileSync(path);
    } catch (error) {
      return skip(reason(error));
    }
    if (bytes.includes(0)) return skip("it is no text");
    const decoded = decode(bytes);
    if (!decoded.ok) return skip("it is not UTF-8");
    const { text, hadByteOrderMark } = decoded;
    if (GENERATED.test(text)) return [];
    return [{ path, source: createSourceFile(file, text), bytes, hadByteOrderMark }];
  });
  return { texts, skipped };
}

/** Whether a file is one of a registry, whose references `kei upgrade` rewrites. */
export function isOfRegistry({ path, source: { text } }: TextFile): boolean {
  const layer = layers.find((each) => inputFileNames[each] === basename(path));
  return (
    layer !== undefined && new RegExp(`^[ \\t]*\\[\\[[ \\t]*${layer}[ \\t]*\\]\\]`, "m").test(text)
  );
}
