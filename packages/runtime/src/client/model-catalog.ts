import type { Lifecycle, Model, Provider } from "@kei/registry";
import { lifecycleOf } from "@kei/registry/lifecycle";
import { FailureError } from "../chat/errors.ts";
import type { Warning } from "../chat/reply.ts";
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
  /** @throws FailureError of code `unknown-model` or `bad-request`. */
  resolve(model: unknown): ResolvedModel;
  /** By id or another name. */
  find(id: string): Model | undefined;
  /** Once for each model and process. */
  warnIfEnding(model: ResolvedModel, at: number, warn: (warning: Warning) => void): void;
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

  const find = (id: string) => (Object.hasOwn(byId, id) ? byId[id] : byAlias(id));

  return {
    find,
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
    warnIfEnding({ facts }, at, warn) {
      if (facts === undefined || warned.has(facts.ref)) return;
      const life = lifecycleOf(facts, new Date(at));
      if (life.state === "live") return;
      warned.add(facts.ref);
      const instead = facts.replacedBy === undefined ? "" : `: use ${facts.replacedBy}`;
      warn({ code: "deprecated-model", message: `${facts.ref} ${endOf(life)}${instead}` });
    },
  };
}

function endOf(life: Exclude<Lifecycle, { state: "live" }>): string {
  if (life.state === "retiring") {
    const days = `${life.daysLeft} day${life.daysLeft === 1 ? "" : "s"}`;
    return `retires in ${days}, on ${life.retiresAt}`;
  }
  return life.since === undefined
    ? `is ${life.state}`
    : `has been ${life.state} since ${life.since}`;
}

/** The id in what a request has as its model, known or not. */
export function modelName(model: unknown): string | undefined {
  const id = typeof model === "string" ? model : record(model)?.["unsafeModel"];
  return typeof id === "string" ? id : undefined;
}
