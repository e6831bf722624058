import * as z from "zod";
import { inputFileNames, type Layer } from "./layer-names.ts";
import { type WrittenModel, writtenModel } from "./model.ts";
import { type WrittenProfile, writtenProfile } from "./profile.ts";
import { type WrittenProvider, writtenProvider } from "./provider.ts";
import { type RecordRules, recordRules } from "./record-rules.ts";

/** A record of a layer as written. */
export interface Written {
  readonly provider: WrittenProvider;
  readonly model: WrittenModel;
  readonly profile: WrittenProfile;
}

/** What the pipeline knows of a layer's file. */
export interface LayerFile extends RecordRules {
  /** Name in the registry's folder. */
  readonly name: string;
  /** Name of the emitted JSON Schema. */
  readonly schemaName: string;
  readonly title: string;
  readonly record: z.ZodObject;
  /** The whole file: a list of records under the layer's name. */
  readonly file: z.ZodObject;
}

const layerFile = (layer: Layer, title: string, record: z.ZodObject): LayerFile => ({
  name: inputFileNames[layer],
  schemaName: inputFileNames[layer].replace(/toml$/, "schema.json"),
  title,
  record,
  file: z.strictObject({ [layer]: z.array(record).optional() }),
  ...recordRules[layer],
});

export const layerFiles: Readonly<Record<Layer, LayerFile>> = {
  provider: layerFile("provider", "LLM providers", writtenProvider),
  model: layerFile("model", "LLM models", writtenModel),
  profile: layerFile("profile", "Agent profiles", writtenProfile),
};
