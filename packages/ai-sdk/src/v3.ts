/**
 * `@kei/ai-sdk/v3`: the provider for AI SDK 6, which takes no models of version 4.
 *
 * @module
 */
import type { ProfileId } from "@kei/registry";
import { type AllClients, createKei as createKeiV4, kei as keiV4 } from "./index.ts";
import type { KeiOptions } from "./provider/create-kei.ts";
import type { ClientTable } from "./provider/refs.ts";
import { asKeiV3, type KeiV3 } from "./v3/create-kei-v3.ts";

export type { LanguageModelV3 } from "provider3";
export type {
  AllClients,
  AnyOptions,
  ClientTable,
  CostSource,
  KeiModelOptions,
  KeiOptions,
  KeiRef,
  OptionsOf,
  ProfileOptions,
  RefOf,
  SumOfCosts,
} from "./index.ts";
export { costOf, unsafeModel } from "./index.ts";
export type { KeiV3 } from "./v3/create-kei-v3.ts";

/** The provider over all models of the registry. */
export const kei: KeiV3<AllClients, ProfileId> = /* @__PURE__ */ asKeiV3(keiV4);

/** A provider over clients of `@kei/runtime`. @throws KeiError of code `config` when something is no client */
export function createKei<
  const Clients extends ClientTable,
  const Profiles extends object = Record<never, never>,
>(options: KeiOptions<Clients, Profiles>): KeiV3<Clients, keyof Profiles & string> {
  return asKeiV3(createKeiV4(options));
}
