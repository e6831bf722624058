import type { Code } from "../../diagnostics/catalog.ts";
import type { Layer } from "../../layers/layer-names.ts";
import type { Provider } from "../../layers/provider.ts";
import type { Registry, RegistryRecord } from "../model.ts";

/** A place in a record: the record, and the key as written, or a path from it. */
export interface Place {
  readonly record: RegistryRecord;
  readonly path: readonly (string | number)[];
}

export interface RuleFinding {
  readonly message: string;
  readonly hint?: string | undefined;
  readonly related?: readonly { readonly message: string; readonly at: Place }[];
}

/** Everything that a rule may look at. */
export interface RuleContext {
  readonly registry: Registry;
  /** Records that the files name, those included whose shape is wrong: a reference to one is no error. */
  readonly declared: {
    readonly providers: ReadonlySet<string>;
    readonly sources: ReadonlySet<string>;
    /** Refs of models, aliases included. */
    readonly models: ReadonlySet<string>;
    /** Whether a ref leads to a model, or would if the model's own `provider_ref` were right. */
    isModel(ref: string): boolean;
  };
  /** Whether all ids of a layer could be read; else nothing can be said of references into it. */
  isReadable(layer: Layer): boolean;
  readonly underivable: ReadonlySet<Provider>;
  /** ISO date in UTC; `undefined` where nothing is to depend on the day. */
  readonly today: string | undefined;
  report(code: Code, at: Place, finding: RuleFinding): void;
}

/** One check across records. Rules report; they never throw and never stop each other. */
export type Rule = (context: RuleContext) => void;

/** Calls `clash` for each record after the first with the same key. */
export function forEachDuplicate<R>(
  records: readonly R[],
  keyOf: (record: R) => string,
  clash: (record: R, first: R) => void,
): void {
  const seen = new Map<string, R>();
  for (const record of records) {
    const key = keyOf(record);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, record);
    else clash(record, first);
  }
}
