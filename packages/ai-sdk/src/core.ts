/**
 * `@kei/ai-sdk/core`: the provider over clients that a program names, and nothing of other providers.
 *
 * @module
 */
export type { LanguageModelV4 } from "@ai-sdk/provider";
export { unsafeModel } from "@kei/runtime/core";
export type { CostSource, SumOfCosts } from "./cost-of.ts";
export { costOf } from "./cost-of.ts";
export type { Kei, KeiOptions } from "./provider/create-kei.ts";
export { createKei } from "./provider/create-kei.ts";
export type { ProfileOptions } from "./provider/profile-model.ts";
export type { ClientTable, OptionsOf, RefOf } from "./provider/refs.ts";
export type { AnyOptions } from "./request/any-options.ts";
