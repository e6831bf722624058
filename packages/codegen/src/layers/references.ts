import { type Shape, snakeCase } from "./fact.ts";
import type { Layer } from "./layer-names.ts";
import { allPages } from "./pages.ts";

/** A fact by which records of a layer refer to records of another one, or of their own. */
export interface Reference {
  readonly from: Layer;
  readonly to: Layer;
  /** Name of the fact. */
  readonly fact: string;
  /** The key that states it. */
  readonly key: string;
  /** A set: where in the list something was written is not known. */
  readonly isSet: boolean;
  /** Row of `kei explain` for those who refer to a record, where it has one. */
  readonly inverse: string | undefined;
}

/** All of them, in the order of the pages. */
export const references: readonly Reference[] = allPages.flatMap(({ layer, facts }) =>
  Object.entries(facts).flatMap(([name, { shape, key = snakeCase(name), inverse }]) => {
    const item = itemOf(shape);
    return item.kind === "text" && item.refersTo !== undefined
      ? [{ from: layer, to: item.refersTo, fact: name, key, inverse, isSet: isSet(shape) }]
      : [];
  }),
);

function itemOf(shape: Shape): Shape {
  if (shape.kind === "list") return itemOf(shape.item);
  return shape.kind === "map" ? itemOf(shape.value) : shape;
}

function isSet(shape: Shape): boolean {
  return shape.kind === "map" ? isSet(shape.value) : shape.kind === "list" && shape.sorted;
}

/** What a resolved record refers to by one of its facts, each with its path from the record. */
export function targetsOf(
  record: object,
  { fact, key, isSet }: Reference,
): readonly { readonly target: string; readonly path: readonly (string | number)[] }[] {
  const value = (record as Readonly<Record<string, unknown>>)[fact];
  if (Array.isArray(value)) {
    return value.map((target: string, index) => ({
      target,
      path: isSet ? [key] : [key, index],
    }));
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([name, list]) =>
      (list as readonly string[]).map((target) => ({ target, path: [key, name] })),
    );
  }
  return typeof value === "string" ? [{ target: value, path: [key] }] : [];
}
