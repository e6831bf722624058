/** The pipeline without a file system, for programs that embed it. The `kei` command is built on it. */
export type { Code, Severity } from "./diagnostics/catalog.ts";
export { catalog } from "./diagnostics/catalog.ts";
export type { Diagnostic, Range, Related } from "./diagnostics/diagnostic.ts";
export type { FormatName } from "./diagnostics/format/format.ts";
export { formatters } from "./diagnostics/format/format.ts";
export type { ClientModules, EmitOptions, Emitter, OutputFile, Target } from "./emit/emitter.ts";
export { emitters } from "./emit/emitters.ts";
export type { Input, Inputs, Layer } from "./layers/layer-names.ts";
export type { Model } from "./layers/model.ts";
export type { Profile } from "./layers/profile.ts";
export type { Provider } from "./layers/provider.ts";
export type { Price, PriceRow, PriceTier } from "./layers/rates.ts";
export type {
  CheckResult,
  GeneratedFile,
  GenerateOptions,
  GenerateResult,
} from "./pipeline/generate.ts";
export { check, generate } from "./pipeline/generate.ts";
export type { Registry } from "./registry/model.ts";
export { contentHash, forPrograms } from "./registry/publish.ts";
