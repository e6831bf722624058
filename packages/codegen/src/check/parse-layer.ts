import type { Code } from "../diagnostics/catalog.ts";
import { createDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Input, Layer } from "../layers/layer-names.ts";
import type { Written } from "../layers/pages.ts";
import { decode, MAX_BYTES } from "../source/decode.ts";
import { createLocator, type Locator, syntaxProblem } from "../source/locate.ts";
import { createSourceFile, type SourceFile } from "../source/source-file.ts";
import { parseToml, type TomlTable } from "../source/toml.ts";
import { HIDDEN, tomlEscape } from "../text/quote.ts";
import type { Currencies } from "./price-comments.ts";
import { syntaxHint } from "./syntax-hint.ts";
import { checkText } from "./text-checks.ts";
import { validateLayer } from "./validate.ts";

/** A layer's file, as far as it could be understood. */
export interface ParsedLayer {
  readonly layer: Layer;
  readonly source: SourceFile;
  /** Absent when the file could not be parsed: then nothing is known of its records. */
  readonly parsed: { readonly value: TomlTable; readonly locator: Locator } | undefined;
  readonly records: readonly (Written[Layer] | undefined)[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Whether a text may hold what smol-toml reads and TOML 1.0 does not have: line breaks, comments and
 * trailing commas in inline tables, two escapes, times without seconds; and dates that no calendar
 * has. Only such texts go through the second parser, which takes five times as long. Inline tables
 * are beyond doubt only on a line that opens and closes them, has no comment, and whose strings end on it.
 */
function mayExceedToml10(text: string): boolean {
  if (/,[ \t]*\}|\\[ex]|=[ \t]*\d[\d-]*[-:]\d/.test(text)) return true;
  if (!text.includes("{")) return false;
  if (/"""|'''/.test(text)) return true;
  return text.split("\n").some((line) => {
    if (!line.includes("{")) return false;
    const bare = line.replace(/"[^"\\]*"|'[^']*'/g, "");
    return !/^[^"'#{}]*(?:\{[^"'#{}]*\}[^"'#{}]*)*$/.test(bare);
  });
}

/**
 * Bytes to checked records, with everything to be said about the file by itself.
 *
 * @param currencies In which providers bill, for the amounts that stand beside prices.
 */
export function parseLayer(
  layer: Layer,
  { path, bytes }: Input,
  currencies: Currencies,
): ParsedLayer {
  const stop = (
    source: SourceFile,
    offset: number,
    code: Code,
    finding: { message: string; hint?: string },
  ): ParsedLayer => ({
    layer,
    source,
    parsed: undefined,
    records: [],
    diagnostics: [
      createDiagnostic(code, source, { start: offset, end: onLine(source, offset) }, finding),
    ],
  });

  const empty = createSourceFile(path, "");
  if (!(bytes instanceof Uint8Array)) {
    return stop(empty, 0, "file-missing", {
      message: `cannot read the ${layer} file: ${bytes.unreadable}`,
      hint: "check --registry, or make a registry with kei init",
    });
  }
  const decoded = decode(bytes);
  if (!decoded.ok) {
    return decoded.reason === "too-large"
      ? stop(empty, 0, "file-too-large", {
          message: `the file has ${(bytes.length / 1024 ** 2).toFixed(1)} MiB, more than the ${MAX_BYTES / 1024 ** 2} MiB that kei reads`,
          hint: "some 20,000 models fit; is it the right file?",
        })
      : stop(createSourceFile(path, decoded.before), decoded.before.length, "not-utf8", {
          message: `byte ${decoded.offset + 1} is not UTF-8`,
          hint: "save the file as UTF-8",
        });
  }

  const source = createSourceFile(path, decoded.text);
  const toml = parseToml(decoded.text);
  if ("problem" in toml) {
    const { message, offset } = toml.problem;
    const hint = syntaxHint(decoded.text, offset, layer);
    return stop(source, offset, "toml-syntax", {
      message,
      ...(hint === undefined ? {} : { hint }),
    });
  }
  if (mayExceedToml10(decoded.text)) {
    const problem = syntaxProblem(decoded.text);
    if (problem !== undefined) {
      return stop(source, problem.offset, "toml-syntax", {
        message: problem.message,
        hint: "editors and other readers of the file expect TOML 1.0",
      });
    }
  }

  const { value } = toml;
  const locator = createLocator(decoded.text, value);
  const { records, problems } = validateLayer(layer, value);
  const all = withoutEchoes([
    ...problems,
    ...checkText(layer, decoded.text, value, locator, currencies),
  ]);
  return {
    layer,
    source,
    parsed: { value, locator },
    records,
    diagnostics: [
      ...(decoded.hadByteOrderMark
        ? [
            createDiagnostic(
              "byte-order-mark",
              source,
              { start: 0, end: 0 },
              {
                message: "the file begins with a byte order mark",
                hint: "save it as UTF-8 without one: not every TOML reader skips it",
              },
            ),
          ]
        : []),
      ...hiddenCharacters(source),
      ...all.map(({ code, path: at, target, ...finding }) =>
        createDiagnostic(code, source, locator.find(at, target), finding),
      ),
    ],
  };
}

/** In values, keys and comments alike: what a person approves is not to be other than what is read. */
function hiddenCharacters(source: SourceFile): Diagnostic[] {
  return Array.from(source.text.matchAll(HIDDEN), ({ 0: hidden, index }) => {
    const code = (hidden.codePointAt(0) as number).toString(16).toUpperCase();
    return createDiagnostic(
      "hidden-character",
      source,
      { start: index, end: index + hidden.length },
      {
        message: `there is a character that nobody sees, U+${code.padStart(4, "0")}`,
        hint: `remove it, or write ${tomlEscape(hidden)} in a value that is to have it`,
      },
    );
  });
}

/** The offset after a character, but for that of a line break or of nothing: ranges stay on their line. */
function onLine({ text }: SourceFile, offset: number): number {
  return /^[^\r\n]/.test(text.slice(offset, offset + 1)) ? offset + 1 : offset;
}

/** A secret is reported once: that it does not fit its key as well is no news. */
function withoutEchoes<P extends { readonly code: Code; readonly path: readonly unknown[] }>(
  problems: readonly P[],
): readonly P[] {
  const secrets = problems.filter(({ code }) => code === "secret-in-registry");
  if (secrets.length === 0) return problems;
  const places = new Set(secrets.map(({ path }) => JSON.stringify(path)));
  return problems.filter(
    ({ code, path }) => code === "secret-in-registry" || !places.has(JSON.stringify(path)),
  );
}
