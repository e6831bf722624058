import type { ChangeKind } from "./change-kinds.ts";
import type { Compare } from "./compare.ts";
import type { Layer } from "./layer-names.ts";
import type { Price } from "./rates.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** What a value of the resolved registry looks like, in every language. `T` is its type here. */
export type Shape<T = unknown> = (
  | { readonly kind: "text"; readonly refersTo?: Layer }
  /** An ISO date of the calendar. */
  | { readonly kind: "date" }
  | { readonly kind: "boolean" }
  /** `wide`: 64 bits where a language asks, else 32. */
  | { readonly kind: "integer"; readonly min: number; readonly wide: boolean }
  | { readonly kind: "word"; readonly vocabulary: Vocabulary }
  /** Sorted where the order of what is written says nothing; words in that of their vocabulary. */
  | { readonly kind: "list"; readonly item: Shape; readonly sorted: boolean }
  /** By name; the names are words of a vocabulary, or any text. */
  | { readonly kind: "map"; readonly keys: Vocabulary | undefined; readonly value: Shape }
  /**
   * Several facts in one, of a type with a name of its own. `nested`: its keys stand in a table of
   * their own (`dialect.system_role`), not beside the others (`api_version_header`).
   */
  | {
      readonly kind: "struct";
      readonly name: string;
      readonly doc: string;
      readonly facts: Facts;
      readonly nested: boolean;
    }
  /** One of several structs, told apart by the word in `tag`. */
  | {
      readonly kind: "variants";
      readonly name: string;
      readonly doc: string;
      readonly tag: string;
      readonly cases: Readonly<Record<string, { readonly doc: string; readonly facts: Facts }>>;
    }
  /** Prices do not fit: `price.ts` and what is named after it say by hand what they look like. */
  | { readonly kind: "price" }
) & {
  /** Types only. */
  readonly type?: T;
};

/** What is said of a fact beside its shape. */
export interface FactNotes {
  /** For types, crates and schemas. @default what editors are told of the written key */
  readonly doc?: string;
  /** Its row of `kei explain`; absent: it has none. */
  readonly label?: string;
  /** What `kei explain` shows of a value. @default the value itself */
  readonly show?: (value: never, today: string) => string;
  /** What `kei explain` shows where there is none. @default "not stated" */
  readonly none?: string;
  /** Few records have it: `kei explain` passes over it where there is none. */
  readonly isRare?: boolean;
  /** Of a reference: the row of `kei explain` for those who refer to a record. */
  readonly inverse?: string;
  /**
   * What a change of it is called. `name`: names are compared across records. `follows`: it changes
   * only with a fact that says so itself.
   */
  readonly change: ChangeKind | Compare | "name" | "follows";
  /** The key that states it. @default its own name in snake case, after that of its struct */
  readonly key?: string;
  /** The value that says in the TOML that there is none. */
  readonly absent?: string | number;
  /** What `kei explain` shows of that value. @default what it shows where there is none */
  readonly absentText?: string;
  /** The rule that `kei explain` names for that value. */
  readonly absentRule?: string;
  /** For those who read the data: no program acts on it, so the modules for programs do not carry it. */
  readonly isForReaders?: boolean;
  /** Published as an empty list where it is absent here. */
  readonly emptyIsAbsent?: boolean;
  /** Name of the type parameter that stands for it; parameters have the fact's type as their default. */
  readonly parameter?: string;
}

/** A fact of a record: what it looks like, whether it may be absent, and where it comes from. */
export interface Fact<
  T = unknown,
  Optional extends boolean = boolean,
  Derived extends boolean = boolean,
> extends FactNotes {
  /** Filled in by its page where it was left out. */
  readonly doc: string;
  readonly shape: Shape<T>;
  readonly optional: Optional;
  /** It is no key's value as it stands: `resolve.ts` makes it. */
  readonly derived: Derived;
}

export type Facts = Readonly<Record<string, Fact>>;

type ValueOf<F> = F extends Fact<infer T> ? T : never;
type KeysWhere<F extends Facts, Property extends "optional" | "derived", Is extends boolean> = {
  [K in keyof F]: F[K][Property] extends Is ? K : never;
}[keyof F];
type Flat<T> = { [K in keyof T]: T[K] };

/** The record that facts make up. */
export type FactsOf<F extends Facts> = Flat<
  { readonly [K in KeysWhere<F, "optional", false>]: ValueOf<F[K]> } & {
    readonly [K in KeysWhere<F, "optional", true>]?: ValueOf<F[K]>;
  }
>;

/** Facts that are no key's value as it stands, as they are made: `undefined` is absent. */
export type MadeOf<F extends Facts> = {
  readonly [K in KeysWhere<F, "derived", true>]: F[K]["optional"] extends true
    ? ValueOf<F[K]> | undefined
    : ValueOf<F[K]>;
};

/** A fact that is always there: the value of a key. */
export const fact = <T>(shape: Shape<T>, notes: FactNotes): Fact<T, false, false> => ({
  doc: "",
  ...notes,
  shape,
  optional: false,
  derived: false,
});

/** A fact that may be absent: the value of a key, if there is one. */
export const optional = <T>(shape: Shape<T>, notes: FactNotes): Fact<T, true, false> => ({
  doc: "",
  ...notes,
  shape,
  optional: true,
  derived: false,
});

/** A fact that may be absent, and follows from several keys or needs more than a key's value. */
export const derivedOptional = <T>(
  shape: Shape<T>,
  notes: FactNotes & { readonly doc: string },
): Fact<T, true, true> => ({ ...notes, shape, optional: true, derived: true });

/** A fact that is always there, and follows from several keys or needs more than a key's value. */
export const derived = <T>(
  shape: Shape<T>,
  notes: FactNotes & { readonly doc: string },
): Fact<T, false, true> => ({ ...notes, shape, optional: false, derived: true });

export const text: Shape<string> = { kind: "text" };
export const day: Shape<string> = { kind: "date" };
export const flag: Shape<boolean> = { kind: "boolean" };

/** A whole number, below 2^32. */
export const integer = (min: number): Shape<number> => ({ kind: "integer", min, wide: false });

/** A number of tokens, 1 or more. */
export const tokens: Shape<number> = { kind: "integer", min: 1, wide: true };

/** A word of a closed vocabulary. */
export const word = <W extends string>(vocabulary: Vocabulary<W>): Shape<W> => ({
  kind: "word",
  vocabulary,
});

/** A set of words, in the order of their vocabulary. */
export const words = <W extends string>(vocabulary: Vocabulary<W>): Shape<readonly W[]> => ({
  kind: "list",
  item: word(vocabulary),
  sorted: true,
});

/** The id of a provider, or the ref of a model. */
export const refTo = (layer: Layer): Shape<string> => ({ kind: "text", refersTo: layer });

/** A list in the order in which it is written. */
export const listOf = <T>(item: Shape<T>): Shape<readonly T[]> => ({
  kind: "list",
  item,
  sorted: false,
});

/** A list whose order says nothing. */
export const setOf = <T>(item: Shape<T>): Shape<readonly T[]> => ({
  kind: "list",
  item,
  sorted: true,
});

export const struct = <const F extends Facts>(
  name: string,
  doc: string,
  facts: F,
): Shape<FactsOf<F>> => ({ kind: "struct", name, doc, facts, nested: false });

/** Facts whose keys stand in a table of their own. */
export const table = <const F extends Facts>(
  name: string,
  doc: string,
  facts: F,
): Shape<FactsOf<F>> => ({ kind: "struct", name, doc, facts, nested: true });

/** Values by the words of a vocabulary; not every word has one. */
export const mapOf = <W extends string, T>(
  keys: Vocabulary<W>,
  value: Shape<T>,
): Shape<{ readonly [K in W]?: T }> => ({ kind: "map", keys, value });

/** Values by names that are data. */
export const byName = <T>(value: Shape<T>): Shape<Readonly<Record<string, T>>> => ({
  kind: "map",
  keys: undefined,
  value,
});

type VariantsOf<
  Tag extends string,
  C extends Readonly<Record<string, { readonly facts: Facts }>>,
> = {
  [K in keyof C & string]: Flat<{ readonly [T in Tag]: K } & FactsOf<C[K]["facts"]>>;
}[keyof C & string];

export const variants = <
  const Tag extends string,
  const C extends Readonly<Record<string, { readonly doc: string; readonly facts: Facts }>>,
>(
  name: string,
  doc: string,
  tag: Tag,
  cases: C,
): Shape<VariantsOf<Tag, C>> => ({ kind: "variants", name, doc, tag, cases });

export const price: Shape<Price> = { kind: "price" };

/** The key that states a fact: `rateLimitRpm` is `rate_limit_rpm`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}
