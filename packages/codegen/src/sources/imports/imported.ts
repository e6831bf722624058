import type { ProtocolName } from "../../layers/vocabulary.ts";
import type { TomlValue } from "../../source/edit.ts";
import type { Material } from "../material.ts";
import type { StatedFacts } from "../statement.ts";

/** A record as it is written, without its header. */
export type Table = Readonly<Record<string, TomlValue>>;

/** Something of a file that a registry does not get. */
export interface Dropped {
  /** Provider, model or setting, and the fact of it: `openai/gpt-5 cache_read`. */
  readonly what: string;
  readonly why: string;
}

/** A provider of a file. */
export interface ImportedProvider {
  readonly id: string;
  readonly record: Table;
  /** What a reader of the TOML should know of its endpoint: where it comes from, if not from the file. */
  readonly remark?: string | undefined;
}

/** A model of a file. */
export interface ImportedModel {
  readonly provider: string;
  readonly id: string;
  readonly facts: StatedFacts;
  /** Those that serve it, the one to prefer first. Absent: those of its provider. */
  readonly protocols?: readonly ProtocolName[];
  /** Keys that no data set states. */
  readonly more?: Table;
}

/** A profile of a file. */
export interface ImportedProfile {
  readonly id: string;
  readonly record: Table;
}

/** What a file of another tool has that a registry can have. */
export interface Imported {
  readonly providers: readonly ImportedProvider[];
  readonly models: readonly ImportedModel[];
  readonly profiles: readonly ImportedProfile[];
  readonly dropped: readonly Dropped[];
}

/** What is asked of a file. */
export interface Wanted {
  /** Whether a provider is, by its id in the file or in the registry. */
  provider(id: string): boolean;
  model(id: string): boolean;
}

/** Reads one kind of file. */
export interface Reader {
  /** For people: `codex's config.toml`. */
  readonly title: string;
  /** Whether a material has the looks of this kind. */
  recognises(material: Material): boolean;
  /** @throws z.ZodError when what is asked for has another shape. */
  read(material: Material, wanted: Wanted): Imported;
}

/** Caps of profiles from files that do not say what an agent may do: the word that allows least. */
export const LEAST_CAPS = "PLAN";

/** Said once of a file with profiles. */
export const CAPS_REMARK: Dropped = {
  what: "caps of profiles",
  why: `the file does not say what an agent may do: ${LEAST_CAPS} allows the least`,
};
