import * as z from "zod";
import { UserError } from "../../text/user-error.ts";
import { findOnlyText, isObject } from "../adapters/adapter.ts";
import type { Material } from "../material.ts";
import { codex } from "./codex.ts";
import { crush } from "./crush.ts";
import type { Imported, Reader, Wanted } from "./imported.ts";
import { litellmConfig } from "./litellm-config.ts";
import { litellmPrices } from "./litellm-prices.ts";
import { modelsDev } from "./models-dev.ts";
import { opencode } from "./opencode.ts";
import { parseText } from "./parse-text.ts";
import { piAi } from "./pi-ai.ts";

/** The readers by the word that chooses one, from the one that is told most surely. */
const readers = {
  "pi-ai": piAi,
  "models-dev": modelsDev,
  "litellm-prices": litellmPrices,
  "litellm-config": litellmConfig,
  codex,
  crush,
  opencode,
} as const satisfies Readonly<Record<string, Reader>>;

/** Other tools' files that are told by their shape and cannot be imported. */
const OTHERS: readonly (readonly [
  title: string,
  is: (data: Readonly<Record<string, unknown>>) => boolean,
])[] = [
  ["aichat's config.yaml", (data) => Array.isArray(data["clients"])],
  [
    "Continue's config.yaml",
    ({ models, schema }) =>
      typeof schema === "string" ||
      (Array.isArray(models) && models.some((each) => isObject(each) && "provider" in each)),
  ],
  [
    "aider's .aider.conf.yml",
    (data) =>
      Object.keys(data).some((key) =>
        /^(?:weak-model|editor-model|openai-api-base|openai-api-key|map-tokens)$/.test(key),
      ),
  ],
];

/**
 * What a file has that a registry can have.
 *
 * @param format Chooses the reader. @default the one that recognises the file
 * @throws UserError that says what the file is not, and what can be imported.
 */
export function readImport(material: Material, wanted: Wanted, format?: string): Imported {
  const reader = readerOf(material, format);
  try {
    return reader.read(material, wanted);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const [issue] = error.issues;
    throw new UserError(
      `${material.name} looks like ${reader.title}, but its shape differs at ${issue?.path.join(".")}: ${issue?.message}`,
      "its format may have changed since November 2026, the one that kei knows",
    );
  }
}

function readerOf(material: Material, format: string | undefined): Reader {
  const names = Object.keys(readers) as (keyof typeof readers)[];
  const list = names.map((name) => `\n    ${name}: ${readers[name].title}`).join("");
  if (format !== undefined) {
    const name = names.find((each) => each === format);
    if (name === undefined) {
      throw new UserError(`kei cannot import ${format}`, `what can be imported:${list}`);
    }
    if (readers[name].recognises(material)) return readers[name];
    throw new UserError(
      `${material.name} is not ${readers[name].title}`,
      `what can be imported:${list}`,
    );
  }
  const found = names.find((name) => readers[name].recognises(material));
  if (found !== undefined) return readers[found];
  const data = parseText(material);
  const other = isObject(data) ? OTHERS.find(([, is]) => is(data))?.[0] : undefined;
  const what =
    other === undefined
      ? `is none of the files that kei can import${shapeOf(material, data)}`
      : `is ${other}, which kei cannot import`;
  throw new UserError(`${material.name} ${what}`, `what can be imported:${list}`);
}

function shapeOf(material: Material, data: unknown): string {
  const text = findOnlyText(material)?.trimStart();
  if (text === "") return ": it is empty";
  if (text === undefined || isObject(data)) return "";
  return text.startsWith("<") ? ": it is HTML or XML" : ": it is no JSON, TOML or YAML with keys";
}
