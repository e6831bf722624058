import { dispute, type WrittenDispute } from "./dispute.ts";
import type { Page } from "./layer.ts";
import { type Layer, layers } from "./layer-names.ts";
import { model, type WrittenModel } from "./model.ts";
import { price, type WrittenPrice } from "./price.ts";
import { profile, type WrittenProfile } from "./profile.ts";
import { provider, type WrittenProvider } from "./provider.ts";
import { source, type WrittenSource } from "./source.ts";

/** The page of each layer. */
export const pages = { provider, model, profile, price, source, dispute } as const satisfies {
  readonly [L in Layer]: Page<L>;
};

/** The pages in the order in which they refer to each other. */
export const allPages: readonly Page[] = layers.map((layer) => pages[layer] as unknown as Page);

/** Pages whose records are published as they are. Prices are part of their models. */
export const publishedPages = allPages.filter(({ layer }) => layer !== "price");

/** Pages of what programs work with. Where facts come from is for people, and stands in JSON alone. */
export const corePages = allPages.slice(0, 3);

/** A record of a layer as written. */
export interface Written {
  readonly provider: WrittenProvider;
  readonly model: WrittenModel;
  readonly profile: WrittenProfile;
  readonly price: WrittenPrice;
  readonly source: WrittenSource;
  readonly dispute: WrittenDispute;
}
