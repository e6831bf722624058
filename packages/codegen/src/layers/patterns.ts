/**
 * What names look like. Apart from the schemas, so that a run that only looks at names does not load
 * zod.
 */

/** Ids of providers and profiles: kebab-case, 64 characters at most. */
export const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** A version in a provider's id: a part after the first that is a number, as in `openai-v2`. */
export const VERSIONED = /-v?\d+(\.\d+)*(-|$)/;

/** `provider/model`; the model's id may contain slashes itself. */
export const MODEL_REF = /^[a-z0-9-]+\/[A-Za-z0-9~@][A-Za-z0-9~@._:/+-]*$/;

/** Names that JavaScript objects have by birth. Spelled out: the schemas must not depend on Node. */
export const PROTOTYPE_NAMES = [
  "__defineGetter__",
  "__defineSetter__",
  "__lookupGetter__",
  "__lookupSetter__",
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "isPrototypeOf",
  "propertyIsEnumerable",
  "prototype",
  "toLocaleString",
  "toString",
  "valueOf",
] as const;

/**
 * Sub-paths of the packages, which a provider of the same name could not be imported beside, and the
 * index of all clients. This package knows no other, so a test compares the names with the manifests.
 */
export const SUB_PATHS = [
  "clients",
  "codegen",
  "contract",
  "core",
  "cost",
  "index",
  "ledger",
  "lifecycle",
  "load",
  "node",
  "otel",
  "price-history",
  "redis",
  "router",
  "schema",
  "zod3",
] as const;

/** A module that exports this is taken for a promise: `await import()` of it never ends. */
const PROMISE = ["then"] as const;

/** Names that Windows has no files of. Each provider gets a file of its own name. */
const DEVICE_NAMES = [
  "aux",
  "con",
  "nul",
  "prn",
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((n) => [`com${n}`, `lpt${n}`]),
] as const;

const except = (names: readonly string[]) => `(?!(?:${names.join("|")})$)`;
const kebabPrototypeNames = PROTOTYPE_NAMES.filter((name) => KEBAB.test(name));

/** Ids of profiles: kebab-case, no name of a prototype. */
export const KEBAB_ID = new RegExp(`^${except(kebabPrototypeNames)}[a-z0-9]+(-[a-z0-9]+)*$`);

/** Ids of providers: kebab-case without a version, no name of a prototype, no sub-path, no device. */
export const PROVIDER_ID = new RegExp(
  `^${except([...kebabPrototypeNames, ...SUB_PATHS, ...PROMISE, ...DEVICE_NAMES])}(?!.*-v?\\d+(?:\\.\\d+)*(?:-|$))[a-z0-9]+(-[a-z0-9]+)*$`,
);

/** Ids of models: letters, digits and the marks that vendors use. */
export const MODEL_ID = new RegExp(`^${except(PROTOTYPE_NAMES)}[A-Za-z0-9~@][A-Za-z0-9~@._:/+-]*$`);

/** Names that vendors have for tiers, regions and the like. */
export const NAME = new RegExp(`^${except(PROTOTYPE_NAMES)}[A-Za-z0-9][A-Za-z0-9._-]*$`);

/** Names that no id may be, whatever else is right about it. */
export const RESERVED: readonly string[] = [
  ...PROTOTYPE_NAMES,
  ...SUB_PATHS,
  ...PROMISE,
  ...DEVICE_NAMES,
];
