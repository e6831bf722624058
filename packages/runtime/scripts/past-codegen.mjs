// Lets clients import past `codegen.ts`. Bundlers divide files, not exports: through that file every
// client would load all protocols.
import { readFileSync } from "node:fs";
import { dirname } from "node:path";

const root = dirname(import.meta.dirname);

/** Where what `codegen.ts` passes on comes from, by name: a path below `src`, without an ending. */
export const origins = new Map(
  [
    ...readFileSync(`${root}/src/codegen.ts`, "utf8").matchAll(
      /^export (?:type )?\{ (.+) \} from "\.\/(.+)\.ts";$/gm,
    ),
  ].flatMap(([, names = "", path = ""]) => names.split(", ").map((name) => [name, path])),
);

/**
 * The text of a client, or of its declarations, with an import from each origin.
 *
 * @param {string} text
 * @param {string} ending of the files that are imported
 */
export function pastCodegen(text, ending) {
  return text.replace(
    /^import \{ (.+) \} from "\.\.\/codegen\.js";$/m,
    (_, /** @type {string} */ names) =>
      names
        .split(", ")
        .map((name) => {
          const path = origins.get(name.replace(/^type /, "").replace(/ as .*/, ""));
          return `import { ${name} } from "../${path}${ending}";`;
        })
        .join("\n"),
  );
}
