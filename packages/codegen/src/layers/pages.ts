import type { Page } from "./layer.ts";
import { type Layer, layers } from "./layer-names.ts";
import { model, type WrittenModel } from "./model.ts";
import { profile, type WrittenProfile } from "./profile.ts";
import { provider, type WrittenProvider } from "./provider.ts";

/** The page of each layer. */
export const pages = { provider, model, profile } as const satisfies {
  readonly [L in Layer]: Page<L>;
};

/** The pages in the order in which they refer to each other. */
export const allPages: readonly Page[] = layers.map((layer) => pages[layer] as unknown as Page);

/** A record of a layer as written. */
export interface Written {
  readonly provider: WrittenProvider;
  readonly model: WrittenModel;
  readonly profile: WrittenProfile;
}
