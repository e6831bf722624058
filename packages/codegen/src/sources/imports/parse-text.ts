import { parse as parseTomlText } from "smol-toml";
import stripJsonComments from "strip-json-comments";
import { parse as parseYaml } from "yaml";
import { findOnlyText } from "../adapters/adapter.ts";
import type { Material } from "../material.ts";

/** Most that aliases of a YAML text may multiply it by: a text of some lines can stand for gigabytes. */
const MAX_ALIASES = 100;

/** The value of a material's only text, by whichever notation takes it; `undefined` when none does. */
export function parseText(material: Material): unknown {
  if (parsed.has(material)) return parsed.get(material);
  const text = findOnlyText(material);
  const value = text === undefined ? undefined : parseAny(text);
  parsed.set(material, value);
  return value;
}

/** Several readers look at one material. */
const parsed = new WeakMap<Material, unknown>();

function parseAny(text: string): unknown {
  for (const parse of text.trimStart().startsWith("{") ? [jsonc] : [parseTomlText, yaml]) {
    try {
      return parse(text);
    } catch {
      // The next notation may take it.
    }
  }
  return undefined;
}

function jsonc(text: string): unknown {
  return JSON.parse(stripJsonComments(text, { trailingCommas: true }));
}

function yaml(text: string): unknown {
  return parseYaml(text, { maxAliasCount: MAX_ALIASES, prettyErrors: false });
}
