/**
 * The three layers, in the order in which they refer to each other. Apart from the schemas, so that
 * a run with nothing to do loads none.
 */
export const layers = ["provider", "model", "profile"] as const;

/** A layer's name, which is also the name of its records: `[[provider]]`. */
export type Layer = (typeof layers)[number];

/** Names of a registry's files. */
export const inputFileNames = {
  provider: "providers.toml",
  model: "models.toml",
  profile: "agent-profiles.toml",
} as const satisfies Record<Layer, string>;

/** A file of the registry as it was read. */
export interface Input {
  /** As diagnostics show it. */
  readonly path: string;
  /** The file's bytes, or why it could not be read. */
  readonly bytes: Uint8Array | { readonly unreadable: string };
}

export type Inputs = Readonly<Record<Layer, Input>>;
