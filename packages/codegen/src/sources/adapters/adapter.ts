import type { FactGroup } from "../../layers/vocabulary.ts";
import type { Material } from "../material.ts";
import type { Statement } from "../statement.ts";

/** What a data set is not to be asked about. */
export interface Ignored {
  /** Id of a provider of the registry. */
  readonly provider: string;
  readonly facts: readonly FactGroup[];
  readonly reason: string;
}

/** What a data set holds, as far as somebody asked for it. */
export interface Reading {
  /** Ids of all its providers, also of those that nobody asked for. */
  readonly providers: readonly string[];
  readonly statements: readonly Statement[];
  /** ISO date of the data, where it states one. */
  readonly datedAt?: string | undefined;
}

/** Reads one kind of data set. */
export interface Adapter {
  /** SPDX identifier of the data's licence. */
  readonly license: string;
  /** What its data is known to be no source for. @default nothing */
  readonly ignores?: readonly Ignored[];
  /** Whether a material has the looks of this kind. */
  recognises(material: Material): boolean;
  /**
   * @param wants - Whether a provider is asked for, by its id in the data set. What the others have is
   *   not looked at, and so may be in any shape.
   * @throws z.ZodError when what is asked for has another shape; its path begins with a file's name
   *   where there are several.
   */
  read(material: Material, wants: (provider: string) => boolean): Reading;
}

/** The value of a JSON text; `undefined` when it is none. */
export function parseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The one file of a material that has only one. */
export function findOnlyText({ files }: Material): string | undefined {
  const [bytes, ...others] = files.values();
  return bytes === undefined || others.length > 0 ? undefined : new TextDecoder().decode(bytes);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
