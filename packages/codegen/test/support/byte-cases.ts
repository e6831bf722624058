import type { Code } from "../../src/diagnostics/catalog.ts";
import type { Input } from "../../src/layers/layer-names.ts";

/** Codes that no fixture folder can show: what is wrong is not in a text. */
export interface ByteCase {
  readonly code: Code;
  /** What the models file is, given the text of a good one. */
  readonly bytes: (text: string) => Input["bytes"];
  /** The diagnostic in `plain` format. */
  readonly plain: string;
}

const utf8 = (text: string) => new TextEncoder().encode(text);

/** A text as bytes, with some more after each occurrence of `after`. */
function inserted(text: string, after: string, more: readonly number[]): Uint8Array {
  const at = utf8(text.slice(0, text.indexOf(after) + after.length)).length;
  const bytes = utf8(text);
  return Uint8Array.from([...bytes.subarray(0, at), ...more, ...bytes.subarray(at)]);
}

export const byteCases: readonly ByteCase[] = [
  {
    code: "file-missing",
    bytes: () => ({ unreadable: "there is no such file" }),
    plain:
      "models.toml:1:1 - error file-missing: cannot read the model file: there is no such file (check --registry, or make a registry with kei init)",
  },
  {
    code: "file-too-large",
    bytes: (text) => utf8(text + "#".repeat(10 * 1024 ** 2 - text.length)),
    plain:
      "models.toml:1:1 - error file-too-large: the file has 10.0 MiB, more than the 8 MiB that kei reads (some 20,000 models fit; is it the right file?)",
  },
  {
    code: "not-utf8",
    // A Latin-1 ä after the Ü, so that bytes and columns differ.
    bytes: (text) => inserted(text.replace("Claude", "Ü Claude"), '"Ü ', [0xe4]),
    plain: "models.toml:5:19 - error not-utf8: byte 98 is not UTF-8 (save the file as UTF-8)",
  },
  {
    code: "not-utf8",
    // The first byte of a character of two, at the end of the file.
    bytes: (text) => Uint8Array.from([...utf8(text), 0xc3]),
    plain: "models.toml:7:1 - error not-utf8: byte 141 is not UTF-8 (save the file as UTF-8)",
  },
  {
    code: "not-utf8",
    bytes: (text) => Uint8Array.from(Buffer.from(`\uFEFF${text}`, "utf16le")),
    plain:
      "models.toml:1:1 - error not-utf8: the file is UTF-16, with two bytes for each character (save the file as UTF-8)",
  },
  {
    code: "not-utf8",
    bytes: (text) => Uint8Array.from(Buffer.from(text, "utf16le")),
    plain:
      "models.toml:1:1 - error not-utf8: the file is UTF-16, with two bytes for each character (save the file as UTF-8)",
  },
  {
    code: "byte-order-mark",
    bytes: (text) => utf8(`\uFEFF${text}`),
    plain:
      "models.toml:1:1 - warning byte-order-mark: the file begins with a byte order mark (save it as UTF-8 without one: not every TOML reader skips it)",
  },
];
