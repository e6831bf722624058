import type { Client, ModelRequest, ReasoningEffort } from "@kei/runtime/core";
import type { AnyOptions, OptionKey } from "../request/any-options.ts";

/** Clients by the name that the refs of their models begin with. */
export interface ClientTable {
  readonly [name: string]: Client<never>;
}

/** What a client is of: its models, its protocols, what its models take. */
type TypesOf<Of> = Of extends { readonly types?: infer Types } ? NonNullable<Types> : never;

type IdsOf<Of> = TypesOf<Of> extends { ask(model: infer Ids extends string): void } ? Ids : never;

/** `name/id` of the models of clients. */
export type RefOf<Clients> = {
  readonly [Name in keyof Clients & string]: `${Name}/${IdsOf<Clients[Name]>}`;
}[keyof Clients & string];

/** Options of a model of some clients, by its ref: what it is known not to take does not compile. */
export type OptionsOf<Clients, Ref> = Ref extends `${infer Name}/${infer Id}`
  ? Name extends keyof Clients
    ? OptionsOfTypes<TypesOf<Clients[Name]>, Id>
    : AnyOptions
  : AnyOptions;

/** The protocols of any client. */
type Wires = TypesOf<Client>["wire"];

type OptionsOfTypes<Types, Id extends string> = Types extends {
  readonly wire: infer Wire extends Wires;
  readonly table: infer Table;
}
  ? Pick<
      ModelRequest<Id, undefined, undefined, ReasoningEffort | undefined, Table, Wire>,
      OptionKey
    >
  : AnyOptions;
