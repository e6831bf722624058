import type { Model, Provider } from "@kei/registry/contract";
import { FailureError } from "../chat/errors.ts";
import { nearest } from "../platform/nearest.ts";
import { record } from "../platform/records.ts";

/** A model as a request means it. */
export interface ResolvedModel {
  /** As it was asked for; it goes over the wire so. */
  readonly id: string;
  /** Absent: the registry does not have it. */
  readonly facts: Model | undefined;
}

export interface ModelCatalog {
  /** By id; of a proxy by ref. */
  readonly models: Readonly<Record<string, Model>>;
  /** @throws FailureError of code `unknown-model` or `bad-request`. */
  resolve(model: unknown): ResolvedModel;
  /** By id or another name. */
  find(id: string): Model | undefined;
  /** Refs of the models whose end was said: once for each model and process. */
  readonly warned: Set<string>;
}

/** @param models by id, as `@kei/registry/<provider>` has them */
export function createModelCatalog(provider: Provider, models: object): ModelCatalog {
  const byId = models as Readonly<Record<string, Model>>;
  let aliases: Map<string, Model> | undefined;
  const byAlias = (id: string) => {
    aliases ??= new Map(
      Object.values(byId).flatMap((model) => model.aliases.map((alias) => [alias, model] as const)),
    );
    return aliases.get(id);
  };

  const find = (id: string) => (Object.hasOwn(byId, id) ? byId[id] : byAlias(id));

  return {
    models: byId,
    find,
    warned: new Set(),
    resolve(model) {
      const id = modelName(model);
      if (id === undefined || id.trim() === "") {
        throw new FailureError({
          code: "bad-request",
          message: "model must be the id of a model, but is missing or empty",
        });
      }
      const facts = find(id);
      if (facts === undefined && model === id && !provider.openModels) {
        const near = nearest(id, Object.keys(byId));
        const instead =
          near === undefined ? "use one that it has" : `did you mean "${near}"? Use that`;
        throw new FailureError({
          code: "unknown-model",
          message: `the registry has no model "${id}" of this provider: ${instead}, or unsafeModel("${id}") to send it all the same`,
        });
      }
      return { id, facts };
    },
  };
}

/** The id in what a request has as its model, known or not. */
export function modelName(model: unknown): string | undefined {
  const id = typeof model === "string" ? model : record(model)?.["unsafeModel"];
  return typeof id === "string" ? id : undefined;
}
