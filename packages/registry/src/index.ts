export type { SentKey } from "./auth-of.ts";
export { authOf } from "./auth-of.ts";
export { byOutputPrice } from "./by-output-price.ts";
export type { BareCost, Cost, CostAtOptions, CostOptions, UnknownCost, Usage } from "./cost.ts";
export { costAt } from "./cost.ts";
export type { RegistryOf, RegistryTables } from "./create-registry.ts";
export { createRegistry } from "./create-registry.ts";
export type { Estimate, Workload } from "./estimate.ts";
export type { ModelQuery } from "./find-models.ts";
export type {
  Adapter,
  ApiVersion,
  Auth,
  AuthScheme,
  Billing,
  BillingMode,
  CacheStyle,
  CacheTtl,
  Capability,
  CapabilityCondition,
  CapsToken,
  Dialect,
  Dispute,
  Effort,
  FactGroup,
  InputModality,
  KnownPrice,
  Model,
  ModelStatus,
  OutputModality,
  Price,
  PriceConditions,
  PriceExtras,
  PriceHistory,
  PriceRecord,
  PriceRow,
  PriceTier,
  Profile,
  ProtocolName,
  Provider,
  Rates,
  ReasoningStyle,
  Retry,
  Source,
  SystemRole,
  ThinkingMode,
  TransportKind,
  Weekday,
} from "./gen/contract.gen.js";
export {
  adapters,
  authSchemes,
  billingModes,
  cacheStyles,
  cacheTtls,
  capabilities,
  capsTokens,
  efforts,
  factGroups,
  inputModalities,
  modelStatuses,
  outputModalities,
  protocolNames,
  reasoningStyles,
  systemRoles,
  thinkingModes,
  transportKinds,
  weekdays,
} from "./gen/contract.gen.js";
export type {
  DeprecatedModelAlias,
  DeprecatedModelRef,
  LiveModelRef,
  ModelAlias,
  ModelAliases,
  ModelId,
  ModelRef,
  Models,
  ProfileId,
  Profiles,
  ProviderId,
  Providers,
} from "./gen/index.gen.js";
export {
  contentHash,
  modelAliases,
  models,
  profiles,
  providers,
  schemaVersion,
} from "./gen/index.gen.js";
export type { Lifecycle } from "./lifecycle.ts";
export { isLive, lifecycleOf } from "./lifecycle.ts";
export {
  cost,
  estimate,
  findModel,
  findModels,
  findProfile,
  findProvider,
  getModel,
  getProfile,
  getProvider,
  modelsOf,
  resolveProfile,
} from "./lookup.ts";
export type { Moment } from "./moment.ts";
export {
  formatMoney,
  MICRO_CENTS_PER_CENT,
  MICRO_CENTS_PER_USD,
  TOKENS_PER_MTOK,
} from "./money.ts";
export type { UserOverride } from "./parse-user-override.ts";
export { parseUserOverride } from "./parse-user-override.ts";
export { priceAge } from "./price-age.ts";
export type {
  Choice,
  Resolution,
  ResolutionSource,
  ResolutionStep,
  ResolveOptions,
  SkipReason,
} from "./resolve-profile.ts";
