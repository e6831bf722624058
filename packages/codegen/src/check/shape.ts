import * as z from "zod";
import { layerFiles } from "../layers/layer-files.ts";
import type { Layer } from "../layers/layer-names.ts";
import type { TomlTable } from "../source/toml.ts";
import type { Issue } from "./explain-issue.ts";

/**
 * The shapes of the files, as the check asks for them: the only part of it that needs zod.
 * `@kei/registry` puts code that was compiled of the same shapes in the place of this module.
 */

/** What is wrong with the shape of a parsed file. */
export function issuesOf(layer: Layer, value: TomlTable): readonly Issue[] {
  const parsed = validatorOf(layer).safeParse(value);
  return parsed.success ? [] : (parsed.error.issues as readonly Issue[]);
}

const compiled = new Map<Layer, z.ZodType>();

/** Compiled on first use: three times as fast over thousands of records. */
function validatorOf(layer: Layer): z.ZodType {
  let validator = compiled.get(layer);
  if (validator === undefined) {
    validator = z.compile(layerFiles[layer].file);
    compiled.set(layer, validator);
  }
  return validator;
}

/** The keys of a record, or of a price tier in one. */
export function keysOf(layer: Layer, table: "record" | "tier"): readonly string[] {
  const { shape } = layerFiles[layer].record;
  if (table === "record") return Object.keys(shape);
  const tiers = shape["price_tiers"];
  const element =
    tiers instanceof z.ZodOptional ? (tiers.unwrap() as z.ZodArray).element : undefined;
  return element instanceof z.ZodObject ? Object.keys(element.shape) : [];
}

/** What a key of a record is for. */
export function descriptionOf(layer: Layer, key: string): string | undefined {
  const schema = layerFiles[layer].record.shape[key];
  return schema instanceof z.ZodType ? schema.description : undefined;
}
