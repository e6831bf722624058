import type { Span } from "../source/source-file.ts";

/** A configuration file as a tree, the same for TOML, YAML and JSON: what is in it, and where. */
export type ConfigNode = ConfigText | ConfigList | ConfigMap | { readonly kind: "other" };

/** A string. */
export interface ConfigText extends Span {
  readonly kind: "text";
  readonly value: string;
  /** Another value in the notation that this one has; absent where it goes over several lines. */
  readonly write?: ((value: string) => string) | undefined;
}

/** A list. */
export interface ConfigList {
  readonly kind: "list";
  readonly items: readonly ConfigNode[];
}

/** Keys and values, in the order of the text; what is under `a.b` in TOML is a map in a map. */
export interface ConfigMap {
  readonly kind: "map";
  readonly entries: readonly ConfigEntry[];
}

/** A key with its value. */
export interface ConfigEntry {
  readonly key: ConfigText;
  readonly value: ConfigNode;
}

/** A tree, or why the text is none. */
export type ConfigTree =
  | { readonly root: ConfigNode }
  | { readonly problem: string; readonly offset: number };
