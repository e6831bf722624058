import type { UnsafeModel } from "@kei/runtime/core";
import type { LanguageModelV3 } from "provider3";
import type { Kei } from "../provider/create-kei.ts";
import type { ProfileOptions } from "../provider/profile-model.ts";
import type { OptionsOf, RefOf } from "../provider/refs.ts";
import type { AnyOptions } from "../request/any-options.ts";
import { asV3 } from "./as-v3.ts";

/** {@link Kei} for AI SDK 6. */
export interface KeiV3<Clients, Profile extends string = string> {
  <const Ref extends RefOf<Clients>>(ref: Ref, options?: OptionsOf<Clients, Ref>): LanguageModelV3;
  (ref: UnsafeModel, options?: AnyOptions): LanguageModelV3;
  readonly specificationVersion: "v3";
  languageModel(ref: string): LanguageModelV3;
  profile(id: Profile, options?: ProfileOptions): LanguageModelV3;
  embeddingModel(id: string): never;
  imageModel(id: string): never;
}

export function asKeiV3<Clients, Profile extends string>(
  kei: Kei<Clients, Profile>,
): KeiV3<Clients, Profile> {
  const model = (...args: readonly [ref: never, options?: never]) => asV3(kei(...args));
  return Object.assign(model, {
    specificationVersion: "v3",
    languageModel: (ref: string) => asV3(kei.languageModel(ref)),
    profile: (id: Profile, options?: ProfileOptions) => asV3(kei.profile(id, options)),
    embeddingModel: kei.embeddingModel,
    imageModel: kei.imageModel,
  } as const) as KeiV3<Clients, Profile>;
}
