import type { Code } from "../diagnostics/catalog.ts";
import { createDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Input, Layer } from "../layers/layer-names.ts";
import type { Written } from "../layers/pages.ts";
import { decode, isUtf16, MAX_BYTES } from "../source/decode.ts";
import { createLocator, type Locator } from "../source/locate.ts";
import { parseStrict } from "../source/parse-strict.ts";
import { type Recovered, recover } from "../source/recover.ts";
import { createSourceFile, type SourceFile } from "../source/source-file.ts";
import type { TomlTable } from "../source/toml.ts";
import { HIDDEN, tomlEscape } from "../text/quote.ts";
import { explainSyntax } from "./explain-syntax.ts";
import { isTable } from "./for-each-value.ts";
import type { Currencies } from "./price-comments.ts";
import { checkText } from "./text-checks.ts";
import { validateLayer } from "./validate.ts";

/** The values of a file, and where they are written. */
export interface Parsed {
  readonly value: TomlTable;
  readonly locator: Locator;
  /** Whether the file is TOML. Else these are the values of what is. */
  readonly isWhole: boolean;
  /** Whether each record is here that others may refer to, with its id and aliases. */
  readonly knowsIds: boolean;
}

/** A layer's file, as far as it could be understood. */
export interface ParsedLayer {
  readonly layer: Layer;
  readonly source: SourceFile;
  /** Absent when the file is no text: then nothing is known of its records. */
  readonly parsed: Parsed | undefined;
  readonly records: readonly (Written[Layer] | undefined)[];
  readonly diagnostics: readonly Diagnostic[];
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
  if (isUtf16(bytes)) {
    return stop(empty, 0, "not-utf8", {
      message: "the file is UTF-16, with two bytes for each character",
      hint: "save the file as UTF-8",
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
  const {
    value,
    locator,
    broken,
    knowsIds,
    problems: syntax,
    isToml,
  } = readRecords(decoded.text, layer);
  const { records, problems } = validateLayer(layer, value, broken);
  const ofText = checkText(layer, decoded.text, value, locator, currencies);
  const all = withoutEchoes([...problems, ...ofText]);
  // What is written as another type is of no size that rules could have something to say about.
  const mistyped = new Set(
    ofText.flatMap(({ code, path: [, index] }) => (MISTYPED.includes(code) ? [index] : [])),
  );
  return {
    layer,
    source,
    parsed: { value, locator, isWhole: syntax.length === 0, knowsIds },
    records: records.map((record, index) => (mistyped.has(index) ? undefined : record)),
    diagnostics: [
      ...syntax.map(({ offset, end = onLine(source, offset), ...problem }) =>
        createDiagnostic(
          isToml ? "wrong-type" : "toml-syntax",
          source,
          { start: offset, end },
          explainSyntax(problem, source.line(source.position(offset).line)),
        ),
      ),
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
      ...hiddenCharacters(source, syntax),
      ...all.map(({ code, path: at, target, ...finding }) =>
        createDiagnostic(code, source, locator.find(at, target), finding),
      ),
    ],
  };
}

/** The values of a text; where it is not TOML, or not records, of each record what can be read. */
function readRecords(text: string, layer: Layer): Recovered & { readonly isToml: boolean } {
  const parsed = parseStrict(text);
  const problem = "problem" in parsed ? parsed.problem : undefined;
  const isToml = problem === undefined;
  if (problem !== undefined || ("value" in parsed && isTable(parsed.value[layer]))) {
    const recovered = recover(text, layer);
    if (recovered.problems.length > 0) return { ...recovered, isToml };
    // Each record by itself is right, and they do not go together.
    if (problem !== undefined)
      return { ...recovered, problems: [problem], knowsIds: false, isToml };
  }
  const value = "value" in parsed ? parsed.value : {};
  return {
    value,
    locator: createLocator(text, value),
    broken: NONE,
    knowsIds: Object.keys(value).every((key) => key === layer),
    problems: [],
    isToml,
  };
}

const MISTYPED: readonly Code[] = ["price-float", "wrong-type"];

const NONE: ReadonlySet<number> = new Set();

/** In values, keys and comments alike: what a person approves is not to be other than what is read. */
function hiddenCharacters(
  source: SourceFile,
  syntax: readonly { readonly offset: number }[],
): Diagnostic[] {
  // A line that is no TOML may be none because of them.
  const told = new Set(syntax.map(({ offset }) => source.position(offset).line));
  const all = [...source.text.matchAll(HIDDEN)];
  const untold = all.filter(({ index }) => !told.has(source.position(index).line));
  return untold.map(({ 0: hidden, index }) => {
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
