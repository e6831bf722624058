import type { TypedJsonSchema } from "./json-schema.ts";

/**
 * The type of what a JSON Schema that is written out in the program lets pass. Each keyword says only
 * what a value may not be, so what is read of it is true whatever else the schema says; what is not read
 * is `unknown`.
 */
export type FromJsonSchema<Schema> =
  Schema extends TypedJsonSchema<infer Typed>
    ? Typed
    : Schema extends { readonly $ref: unknown }
      ? // In draft-07 nothing beside it counts.
        unknown
      : Schema extends { readonly const: infer Value }
        ? Value
        : Schema extends { readonly enum: readonly (infer Value)[] }
          ? Value
          : Schema extends { readonly anyOf: readonly (infer Choice)[] }
            ? EachOf<Choice>
            : Schema extends { readonly oneOf: readonly (infer Choice)[] }
              ? EachOf<Choice>
              : Schema extends { readonly type: readonly (infer Type)[] }
                ? OfType<Type, Schema>
                : Schema extends { readonly type: infer Type }
                  ? OfType<Type, Schema>
                  : unknown;

type EachOf<Choice> = Choice extends unknown ? FromJsonSchema<Choice> : never;

type OfType<Type, Schema> = Type extends keyof Plain
  ? Plain[Type]
  : Type extends "array"
    ? ItemOf<Schema>[]
    : Type extends "object"
      ? ObjectOf<Schema>
      : unknown;

interface Plain {
  readonly string: string;
  readonly number: number;
  readonly integer: number;
  readonly boolean: boolean;
  readonly null: null;
}

type ItemOf<Schema> = Schema extends { readonly prefixItems: unknown }
  ? unknown
  : Schema extends { readonly items: infer Items extends JsonObject }
    ? FromJsonSchema<Items>
    : unknown;

type ObjectOf<Schema> = Schema extends { readonly properties: infer Properties }
  ? Flat<
      {
        -readonly [Key in Extract<keyof Properties, RequiredOf<Schema>>]: FromJsonSchema<
          Properties[Key]
        >;
      } & {
        -readonly [Key in Exclude<keyof Properties, RequiredOf<Schema>>]?: FromJsonSchema<
          Properties[Key]
        >;
      }
    >
  : Schema extends { readonly patternProperties: unknown }
    ? Record<string, unknown>
    : Schema extends { readonly additionalProperties: infer Values extends JsonObject }
      ? Record<string, FromJsonSchema<Values>>
      : Record<string, unknown>;

type RequiredOf<Schema> = Schema extends { readonly required: readonly (infer Key)[] }
  ? Key
  : never;

/** No list and no boolean. */
type JsonObject = { readonly [Key: string]: unknown };

/** One object type instead of two that are joined: what editors show. */
type Flat<Type> = { [Key in keyof Type]: Type[Key] };
