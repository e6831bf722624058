import * as z from "zod";
import { inputFileNames, type Layer } from "../layers.ts";
import type { Condition } from "./conditions.ts";
import { modelConditions, type WrittenModel, writtenModel } from "./model.ts";
import { type WrittenProfile, writtenProfile } from "./profile.ts";
import { providerConditions, type WrittenProvider, writtenProvider } from "./provider.ts";

/** A record of a layer as written. */
export interface Written {
  readonly provider: WrittenProvider;
  readonly model: WrittenModel;
  readonly profile: WrittenProfile;
}

/** What the pipeline knows of a layer's file. */
export interface LayerFile {
  /** Name in the registry's folder. */
  readonly name: string;
  /** Name of the emitted JSON Schema. */
  readonly schemaName: string;
  readonly title: string;
  readonly record: z.ZodObject;
  /** The whole file: a list of records under the layer's name. */
  readonly file: z.ZodObject;
  readonly conditions: readonly Condition[];
  /** Keys whose values may be lists of strings, each to be named once. */
  readonly listKeys: readonly string[];
}

const layerFile = (
  layer: Layer,
  title: string,
  record: z.ZodObject,
  conditions: readonly Condition[],
  listKeys: readonly string[],
): LayerFile => ({
  name: inputFileNames[layer],
  schemaName: inputFileNames[layer].replace(/toml$/, "schema.json"),
  title,
  record,
  file: z.strictObject({ [layer]: z.array(record).optional() }),
  conditions,
  listKeys,
});

export const layerFiles: Readonly<Record<Layer, LayerFile>> = {
  provider: layerFile("provider", "LLM providers", writtenProvider, providerConditions, [
    "auth_env",
    "routes_to",
  ]),
  model: layerFile("model", "LLM models", writtenModel, modelConditions, [
    "aliases",
    "capabilities",
    "input",
  ]),
  profile: layerFile("profile", "Agent profiles", writtenProfile, [], ["fallback_model_refs"]),
};
