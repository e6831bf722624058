/** A type of an SDK as its JSON: enums are their texts, dates and bytes are texts, lists may be read-only. */
export type OnTheWire<T> = T extends string
  ? // `string & {}`, with which SDKs list some of the ids that they take, is any text.
    string & {} extends T
    ? string
    : `${T}`
  : T extends Date | Uint8Array
    ? string
    : T extends readonly (infer Item)[]
      ? readonly OnTheWire<Item>[]
      : T extends (...args: never[]) => unknown
        ? never
        : T extends object
          ? { readonly [K in keyof T]: OnTheWire<T[K]> }
          : T;

/** Names in `Ours`, however deep, that `Theirs` does not have at that place. */
export type Invented<Ours, Theirs> = Ours extends readonly (infer Item)[]
  ? Invented<Item, ItemOf<Theirs>>
  : Ours extends object
    ? string extends keyof Ours
      ? never
      : {
          [K in keyof Ours]-?: K extends KeyOf<Theirs>
            ? Invented<NonNullable<Ours[K]>, ValueOf<Theirs, K>>
            : K;
        }[keyof Ours]
    : never;

/** Of lists of different items, all of them: which one is meant is for assignability to say. */
type ItemOf<T> = T extends readonly (infer Item)[] ? Item : never;
type KeyOf<T> = T extends object ? keyof T : never;
type ValueOf<T, K> = T extends object ? (K extends keyof T ? NonNullable<T[K]> : never) : never;
