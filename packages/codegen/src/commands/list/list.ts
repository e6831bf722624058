import { formatFew } from "../../diagnostics/report.ts";
import type { Model } from "../../layers/model.ts";
import type { Profile } from "../../layers/profile.ts";
import type { Provider } from "../../layers/provider.ts";
import { capabilities, inputModalities, wordsOf } from "../../layers/vocabulary.ts";
import { inspect } from "../../pipeline/inspect.ts";
import { findProject } from "../../project/config.ts";
import { readRegistry } from "../../project/read-registry.ts";
import { endOn, isLiveOn } from "../../registry/ending.ts";
import { byOutputPrice, rung } from "../../registry/ladder.ts";
import { byCodeUnits, type Registry } from "../../registry/model.ts";
import { priceAt } from "../../registry/price-at.ts";
import { type Column, table } from "../../terminal/table.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { grouped, money } from "../../text/numbers.ts";
import { escapeControls, quote } from "../../text/quote.ts";
import { redactSecrets } from "../../text/secrets.ts";
import { didYouMean } from "../../text/suggest.ts";
import { UserError } from "../../text/user-error.ts";
import { inOneCurrency } from "./one-currency.ts";

/** What can be listed. */
export type Listed = "providers" | "models" | "profiles";

export interface ListOptions {
  readonly registry?: string;
  /** Ids of providers; any of them. */
  readonly provider?: readonly string[];
  /** Names of capabilities; all of them. */
  readonly capability?: readonly string[];
  /** Kinds of content; all of them. */
  readonly input?: readonly string[];
  /** Amount per million tokens. */
  readonly maxOutputPrice?: number;
  /** ISO codes that the amount may be in; absent: it does not say. */
  readonly currencies?: readonly string[];
  /** Fewest tokens of the context window. */
  readonly minContext?: number;
  /** Only models billed per token, at a price that is known. */
  readonly metered?: boolean;
  /** Only deprecated models. */
  readonly deprecated?: boolean;
  /** Live and deprecated models. */
  readonly all?: boolean;
  /** Title of a column, in any case. */
  readonly sort?: string;
  /** So many records at most. */
  readonly limit?: number;
  readonly json?: boolean;
}

/** A column, and what it shows of a record. */
interface Field<R> extends Column {
  show(record: R): string;
  /** It is left out where it has nothing to show. */
  readonly sparse?: boolean;
  /** It is left out unless it is what records are sorted by. */
  readonly onDemand?: boolean;
  /** What it is sorted by. @default what it shows */
  order?(record: R): number | string;
}

/**
 * `kei list`: a table of a registry's records, or the resolved records as data. What is wrong goes
 * to standard error, and what is valid is listed all the same.
 *
 * @throws UserError for a filter that names nothing, or that does not apply.
 */
export function runList(kind: Listed, options: ListOptions, terminal: Terminal): ExitCode {
  const project = findProject(terminal.cwd, { registry: options.registry });
  const inputs = readRegistry(project.registry, terminal.cwd);
  const { resolved, diagnostics } = inspect(inputs, terminal.today);
  const { registry } = resolved;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  refuseUnknown(kind, options, registry);
  const text = listings[kind](registry, options, terminal);
  if (errors.length > 0) terminal.err(formatFew(errors, "plain", { color: false }));
  terminal.out(text);
  return errors.length === 0 ? 0 : 1;
}

const listings: Readonly<
  Record<Listed, (registry: Registry, options: ListOptions, terminal: Terminal) => string>
> = {
  providers(registry, options, terminal) {
    const live = new Map<string, number>();
    for (const model of registry.models) {
      if (!isLiveOn(model, terminal.today)) continue;
      live.set(model.provider, (live.get(model.provider) ?? 0) + 1);
    }
    const modelsOf = ({ id }: Provider) => live.get(id) ?? 0;
    const rows = registry.providers.filter(({ id }) => options.provider?.includes(id) ?? true);
    return print(rows, providerFields(modelsOf), options, terminal, (provider) => ({
      ...provider,
      liveModels: modelsOf(provider),
    }));
  },
  models(registry, options, terminal) {
    const currencies = new Map(registry.providers.map(({ id, billing }) => [id, billing.currency]));
    const currencyOf = ({ provider }: Model) => currencies.get(provider) ?? "?";
    const wanted = registry.models
      .filter((model) => isWanted(model, options, terminal.today))
      .sort(byLadder);
    const { maxOutputPrice: most, sort = "" } = options;
    const compares = most !== undefined || PRICE_TITLES.includes(sort.toUpperCase());
    const { models, remark } = compares
      ? inOneCurrency(wanted, currencyOf, options.currencies)
      : { models: wanted, remark: undefined };
    if (remark !== undefined) terminal.err(`${remark}\n`);
    const rows = models.filter((model) => most === undefined || isCheap(model, most));
    return print(rows, modelFields(currencyOf, terminal.today), options, terminal, (model) => ({
      ...model,
      ...(currencies.has(model.provider) ? { currency: currencyOf(model) } : {}),
    }));
  },
  profiles(registry, options, terminal) {
    const rows = registry.profiles.filter(
      ({ defaultModelRef }) =>
        options.provider?.includes(defaultModelRef.slice(0, defaultModelRef.indexOf("/"))) ?? true,
    );
    return print(rows, PROFILE_FIELDS, options, terminal, (profile) => profile);
  },
};

const providerFields = (modelsOf: (provider: Provider) => number): readonly Field<Provider>[] => [
  { title: "ID", show: ({ id }) => id },
  { title: "NAME", min: 16, rank: 2, show: ({ displayName }) => clean(displayName) },
  { title: "PROTOCOL", show: ({ protocol }) => protocol },
  { title: "TRANSPORT", rank: 3, show: ({ transport }) => transport },
  {
    title: "AUTH",
    min: 20,
    show: ({ authEnv, authScheme }) => (authEnv.length === 0 ? authScheme : authEnv.join(", ")),
  },
  {
    title: "RPM",
    align: "right",
    rank: 1,
    show: ({ rateLimitRpm, rateLimited }) =>
      rateLimitRpm === undefined ? rateText(rateLimited) : grouped(rateLimitRpm),
    order: ({ rateLimitRpm }) => rateLimitRpm ?? Number.POSITIVE_INFINITY,
  },
  {
    title: "MODELS",
    align: "right",
    show: (provider) => grouped(modelsOf(provider)),
    order: modelsOf,
  },
];

/** Of a provider whose number of requests is not known: that there is no limit, or that nobody knows. */
function rateText(isLimited: boolean | undefined): string {
  return isLimited === false ? "unlimited" : "?";
}

const PRICE_TITLES: readonly string[] = ["IN", "OUT", "COST"];

const modelFields = (
  currencyOf: (model: Model) => string,
  today: string,
): readonly Field<Model>[] => [
  { title: "REF", show: ({ ref }) => clean(ref) },
  { title: "SLUG", rank: 3, show: ({ slug }) => clean(slug ?? "") },
  {
    title: "CONTEXT",
    align: "right",
    show: ({ contextWindow }) => (contextWindow === undefined ? "?" : grouped(contextWindow)),
    order: ({ contextWindow }) => contextWindow ?? 0,
  },
  ...(["input", "output"] as const).map(
    (side): Field<Model> => ({
      title: side === "input" ? "IN" : "OUT",
      align: "right",
      show: (model) => {
        const { price } = model;
        if (price.kind === "known") return money(price[side], currencyOf(model));
        return PRICE_WORDS[price.kind];
      },
      order: (model) => rung(model, side),
    }),
  ),
  {
    title: "COST",
    align: "right",
    onDemand: true,
    show: (model) => {
      const cost = costOn(today, model);
      if (typeof cost === "number") return money(cost, currencyOf(model));
      return PRICE_WORDS[cost];
    },
    order: (model) => {
      const cost = costOn(today, model);
      return typeof cost === "number" ? cost : COST_PLACES[cost];
    },
  },
  {
    title: "CAPABILITIES",
    min: 24,
    rank: 2,
    show: ({ capabilities: all }) => all?.join(" ") ?? "?",
  },
  {
    title: "ENDS",
    sparse: true,
    rank: 1,
    show: (model) => endCell(model, today),
    order: ({ retiresAt }) => retiresAt ?? "9",
  },
  { title: "VERIFIED", rank: 4, show: ({ verifiedAt }) => verifiedAt ?? "never" },
];

const PRICE_WORDS = { free: "free", subscription: "flat fee", unknown: "?" };

/** What is free costs least; what a flat fee covers can be compared with nothing, nor can what nobody knows. */
const COST_PLACES = { free: -1, subscription: Number.MAX_VALUE, unknown: Number.POSITIVE_INFINITY };

/** Micro-cents of 3,000 tokens of input and 1,000 of output, as `findModels` of `@kei/registry` has them. */
function costOn(today: string, { price }: Model): number | keyof typeof COST_PLACES {
  const asked = { serviceTier: null, region: null, history: undefined };
  const found = priceAt(price, { now: `${today}T12:00:00`, ...asked });
  if (found.kind !== "known") return found.kind;
  return Math.floor((3 * found.rates.input) / 1_000) + Math.floor(found.rates.output / 1_000);
}

const DAY = 86_400_000;

/** How many days are left of a model, or the day on which it ended; nothing where no end is announced. */
function endCell(model: Model, today: string): string {
  const { deprecatedAt, retiresAt } = model;
  if (!isLiveOn(model, today)) {
    const { state } = endOn(model, today);
    return (state === "retired" ? retiresAt : deprecatedAt) ?? state;
  }
  if (retiresAt === undefined) return "";
  const days = Math.round((Date.parse(retiresAt) - Date.parse(today)) / DAY);
  return `in ${days} day${days === 1 ? "" : "s"}`;
}

const PROFILE_FIELDS: readonly Field<Profile>[] = [
  { title: "ID", show: ({ id }) => id },
  { title: "ROLE", min: 12, rank: 2, show: ({ role }) => clean(role) },
  { title: "CAPS", rank: 1, show: ({ caps }) => caps },
  { title: "MODEL", show: ({ defaultModelRef }) => clean(defaultModelRef) },
];

function print<R>(
  records: readonly R[],
  fields: readonly Field<R>[],
  options: ListOptions,
  terminal: Terminal,
  data: (record: R) => object,
): string {
  const rows = sorted(records, fields, options.sort).slice(0, options.limit);
  if (options.json === true) return `${redactSecrets(JSON.stringify(rows.map(data), null, 2))}\n`;
  if (rows.length === 0) return "no record of the registry fits\n";
  const by = options.sort?.toUpperCase();
  const shown = fields.filter(
    ({ title, sparse, onDemand, show }) =>
      (sparse !== true || rows.some(show)) && (onDemand !== true || title === by),
  );
  const { text, leftOut } = table(
    // What records are sorted by is wanted.
    shown.map((field) => (field.title === by ? { ...field, rank: undefined } : field)),
    rows.map((record) => shown.map(({ show }) => show(record))),
    terminal.width,
  );
  const end = text.indexOf("\n");
  const dim = (words: string) => (terminal.color ? `\u001B[2m${words}\u001B[22m` : words);
  // Nobody reads it by a program: nothing is left out there.
  const remark = leftOut.length > 0 ? dim(`not shown: ${leftOut.join(", ")} (--json has all)`) : "";
  return `${dim(text.slice(0, end))}${text.slice(end)}${remark && `\n${remark}\n`}`;
}

/** By one column; what is equal there stays in the order of the listing. */
function sorted<R>(
  records: readonly R[],
  fields: readonly Field<R>[],
  by: string | undefined,
): readonly R[] {
  if (by === undefined) return records;
  const field = fields.find(({ title }) => title === by.toUpperCase());
  if (field === undefined) {
    const titles = fields.map(({ title }) => title.toLowerCase());
    throw new UserError(`there is no column ${quote(by)}`, among(by, titles));
  }
  const order = field.order ?? field.show;
  return records
    .map((record) => ({ record, key: order(record) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ record }) => record);
}

function isWanted(model: Model, options: ListOptions, today: string): boolean {
  return (
    (options.all === true || isLiveOn(model, today) === (options.deprecated !== true)) &&
    (options.provider?.includes(model.provider) ?? true) &&
    (options.minContext === undefined || (model.contextWindow ?? -1) >= options.minContext) &&
    (options.metered !== true || model.price.kind === "known") &&
    (options.capability?.every((name) => model.capabilities?.some((each) => each === name)) ??
      true) &&
    (options.input?.every((kind) => model.input?.some((each) => each === kind)) ?? true)
  );
}

/** What nobody knows the price of may cost more. */
function isCheap(model: Model, most: number): boolean {
  // 0.29 times a hundred million is a little less than 29 million.
  const limit = Math.round(most * MICRO_CENTS_PER_UNIT);
  return model.price.kind !== "unknown" && rung(model, "output") <= limit;
}

const MICRO_CENTS_PER_UNIT = 100_000_000;

/** By provider, then cheapest output first. */
function byLadder(a: Model, b: Model): number {
  return byCodeUnits(a.provider, b.provider) || byOutputPrice(a, b);
}

function compare<T extends number | string>(a: T, b: T): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Filters that name nothing would list nothing, and not say why. */
function refuseUnknown(kind: Listed, options: ListOptions, registry: Registry): void {
  if (kind !== "models") {
    const unfit = (
      [
        ["--capability", options.capability],
        ["--input", options.input],
        ["--max-output-price", options.maxOutputPrice],
        ["--min-context", options.minContext],
        ["--metered", options.metered],
        ["--deprecated", options.deprecated],
        ["--all", options.all],
      ] as const
    ).find(([, value]) => value !== undefined);
    if (unfit !== undefined) throw new UserError(`${unfit[0]} is about models, not ${kind}`);
  }
  const known = (what: string, names: readonly string[] | undefined, all: readonly string[]) => {
    const unknown = names?.find((name) => !all.includes(name));
    if (unknown === undefined) return;
    throw new UserError(`there is no ${what} ${quote(unknown)}`, among(unknown, all));
  };
  known(
    "provider",
    options.provider,
    registry.providers.map(({ id }) => id),
  );
  known("capability", options.capability, wordsOf(capabilities));
  known("kind of input", options.input, wordsOf(inputModalities));
}

/** What was meant, or all there is where that is little. */
function among(word: string, all: readonly string[]): string | undefined {
  return didYouMean(word, all) ?? (all.length <= 12 ? `one of: ${all.join(", ")}` : undefined);
}

/** Without credentials, and with nothing that a terminal would act on. */
function clean(text: string): string {
  return escapeControls(redactSecrets(text));
}
