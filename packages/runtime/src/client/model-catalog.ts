import type { Model, Provider } from "@kei/registry";
import { FailureError } from "../chat/errors.ts";
import type { Warning } from "../chat/reply.ts";
import { record } from "../platform/records.ts";

/** A model as a request means it. */
export interface ResolvedModel {
  /** As it was asked for; it goes over the wire so. */
  readonly id: string;
  /** Absent: the registry does not have it. */
  readonly facts: Model | undefined;
}

export interface ModelCatalog {
  /** @throws FailureError of code `unknown-model` or `bad-request`. */
  resolve(model: unknown): ResolvedModel;
  /** Once for each model and process. */
  warnIfDeprecated(model: ResolvedModel, warn: (warning: Warning) => void): void;
}

/** @param models by id, as `@kei/registry/<provider>` has them */
export function createModelCatalog(provider: Provider, models: object): ModelCatalog {
  const byId = models as Readonly<Record<string, Model>>;
  const warned = new Set<string>();
  let aliases: Map<string, Model> | undefined;
  const byAlias = (id: string) => {
    aliases ??= new Map(
      Object.values(byId).flatMap((model) => model.aliases.map((alias) => [alias, model] as const)),
    );
    return aliases.get(id);
  };

  return {
    resolve(model) {
      const id = modelName(model);
      if (id === undefined || id.trim() === "") {
        throw new FailureError({
          code: "bad-request",
          message: "model must be the id of a model, but is missing or empty",
        });
      }
      const facts = Object.hasOwn(byId, id) ? byId[id] : byAlias(id);
      if (facts === undefined && model === id && !provider.openModels) {
        throw new FailureError({
          code: "unknown-model",
          message: `the registry has no model "${id}" of this provider: use one that it has, or unsafeModel("${id}") to send it all the same`,
        });
      }
      return { id, facts };
    },
    warnIfDeprecated({ facts }, warn) {
      if (facts?.deprecatedAt === undefined || warned.has(facts.ref)) return;
      warned.add(facts.ref);
      const instead = facts.replacedBy === undefined ? "" : `: use ${facts.replacedBy}`;
      warn({
        code: "deprecated-model",
        message: `${facts.ref} has been deprecated since ${facts.deprecatedAt}${instead}`,
      });
    },
  };
}

/** The id in what a request has as its model, known or not. */
export function modelName(model: unknown): string | undefined {
  const id = typeof model === "string" ? model : record(model)?.["unsafeModel"];
  return typeof id === "string" ? id : undefined;
}
