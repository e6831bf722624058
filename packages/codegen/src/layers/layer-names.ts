/**
 * The layers: first the three that every registry has, in the order in which they refer to each other,
 * then those of files that may be absent.
 */
export const layers = ["provider", "model", "profile", "price", "source", "dispute"] as const;

/** A layer's name, which is also the name of its records: `[[provider]]`. */
export type Layer = (typeof layers)[number];

/** Layers whose file may be absent: it is as if it were empty. */
const optionalLayers = ["price", "source", "dispute"] as const satisfies readonly Layer[];

type OptionalLayer = (typeof optionalLayers)[number];

export function isOptionalLayer(layer: Layer): layer is OptionalLayer {
  return optionalLayers.some((each) => each === layer);
}

/** Names of a registry's files. */
export const inputFileNames = {
  provider: "providers.toml",
  model: "models.toml",
  profile: "agent-profiles.toml",
  price: "prices.toml",
  source: "sources.toml",
  dispute: "disputes.toml",
} as const satisfies Record<Layer, string>;

/** A file of the registry as it was read. */
export interface Input {
  /** As diagnostics show it. */
  readonly path: string;
  /** The file's bytes, or why it could not be read. */
  readonly bytes: Uint8Array | { readonly unreadable: string };
}

/** The files of a registry, each of them. */
export type AllInputs = Readonly<Record<Layer, Input>>;

/** The files of a registry; those that may be absent may be left out. */
export type Inputs = Readonly<
  Record<Exclude<Layer, OptionalLayer>, Input> & Partial<Record<OptionalLayer, Input>>
>;

/** A layer's file, empty where it is absent. */
export function inputOf(inputs: Inputs, layer: Layer): Input {
  return inputs[layer] ?? { path: inputFileNames[layer], bytes: new Uint8Array() };
}
