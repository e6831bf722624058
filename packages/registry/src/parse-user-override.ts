import { type TransportKind, transportKinds } from "./gen/contract.gen.js";

/**
 * What a user chose for all agent profiles: the content of
 * `~/.claude/config/user-model-override.toml`, which the onboarding wizard writes.
 */
export interface UserOverride {
  /** Id of a provider. */
  readonly provider: string;
  /** Id or alias of a model, as the provider has it. */
  readonly model: string;
  /** How the provider is to be reached; absent: however it is. */
  readonly transport?: TransportKind;
}

/**
 * The user's override in the parsed content of its file: `provider`, `model` and, if there is one,
 * `transport`. Whether a registry has them is for `resolveProfile` to say. TOML text is read by
 * `parseUserOverrideToml` of `@kei/registry/load`.
 *
 * @throws TypeError that says which keys are missing, unknown or of another kind.
 */
export function parseUserOverride(value: unknown): UserOverride {
  if (typeof value !== "object" || value === null || isList(value)) {
    throw new TypeError("a user override is a table with the keys provider and model");
  }
  const { provider, model, transport, ...others } = value as Record<string, unknown>;
  const problems = [
    ...check("provider", provider),
    ...(typeof provider === "string" && provider.includes("/")
      ? [`provider must be an id without a slash, but is ${shown(provider)}`]
      : []),
    ...check("model", model),
    ...(transport === undefined || isTransport(transport)
      ? []
      : [`transport must be one of ${transportKinds.join(", ")}, but is ${shown(transport)}`]),
    ...Object.keys(others).map((key) => `${JSON.stringify(key)} is not a key of it`),
  ];
  if (problems.length > 0) throw new TypeError(`user override: ${problems.join("; ")}`);
  return {
    provider: provider as string,
    model: model as string,
    ...(transport === undefined ? {} : { transport: transport as TransportKind }),
  };
}

function check(key: string, value: unknown): string[] {
  if (value === undefined) return [`${key} is missing`];
  if (typeof value !== "string") return [`${key} must be a string, but is ${shown(value)}`];
  return value.trim() === "" ? [`${key} is empty`] : [];
}

function isTransport(value: unknown): value is TransportKind {
  return transportKinds.includes(value as TransportKind);
}

/** Bytes are one, too: the content of a file that nobody has decoded. */
function isList(value: object): boolean {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

/** The kind of a value; a string itself, since it is a word out of place. */
function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  if (value instanceof Date) return "a date";
  if (typeof value !== "object") return `a ${typeof value}`;
  return value === null ? "null" : isList(value) ? "a list" : "a table";
}
