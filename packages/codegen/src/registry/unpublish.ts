import * as z from "zod";
import { UserError } from "../text/user-error.ts";
import type { Model, Profile, Provider, Registry } from "./model.ts";
import { type PublishedRegistry, publishedRegistry } from "./published.ts";
import { SCHEMA_VERSION } from "./schema-version.ts";

/**
 * The registry that a published `registry.json` holds. Keys that this version does not know are
 * passed over, and keys that were not there yet are unknown facts: both come without a new version
 * of the shape.
 *
 * @param name What to call it in messages.
 * @throws UserError when it is no such file, or has another version of the shape.
 */
export function unpublish(text: string, name: string): Registry {
  const { providers, models, profiles } = parsePublished(text, name);
  return {
    providers: providers.map(unpublishProvider),
    models: models.map(unpublishModel),
    profiles: profiles.map((profile) => withoutNulls(profile) as Profile),
  };
}

function parsePublished(text: string, name: string): PublishedRegistry {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const version = isRecord(value) ? value["schemaVersion"] : undefined;
  if (!isRecord(value) || typeof version !== "number") {
    throw new UserError(`${name} is no published registry: it has no "schemaVersion"`);
  }
  if (version !== SCHEMA_VERSION) {
    throw new UserError(
      `${name} has schema version ${version}; this kei reads version ${SCHEMA_VERSION}`,
      "use the version of @kei/codegen that was released with it",
    );
  }
  const { shape } = publishedRegistry;
  const parsed = publishedRegistry.safeParse({
    schemaVersion: version,
    contentHash: value["contentHash"],
    providers: knownKeys(value["providers"], shape.providers.element.shape),
    models: knownKeys(value["models"], shape.models.element.shape),
    profiles: knownKeys(value["profiles"], shape.profiles.element.shape),
  });
  if (!parsed.success) {
    throw new UserError(`${name} is broken:\n${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}

/** Records with exactly the keys of a shape; anything else is left for the check to refuse. */
function knownKeys(records: unknown, shape: object): unknown {
  if (!Array.isArray(records)) return records;
  return records.map((record: unknown) =>
    isRecord(record)
      ? Object.fromEntries(Object.keys(shape).map((key) => [key, record[key] ?? null]))
      : record,
  );
}

function unpublishProvider(provider: PublishedRegistry["providers"][number]): Provider {
  const { routesTo, ...rest } = provider;
  return {
    ...(withoutNulls(rest) as Omit<Provider, "routesTo">),
    ...(routesTo.length === 0 ? {} : { routesTo }),
  };
}

function unpublishModel({ price, ...rest }: PublishedRegistry["models"][number]): Model {
  const { kind, tiers, ...rates } = price;
  return {
    ...(withoutNulls(rest) as Omit<Model, "price">),
    price:
      kind === "known"
        ? (withoutNulls({
            kind,
            ...rates,
            ...(tiers.length === 0 ? {} : { tiers }),
          }) as Model["price"])
        : { kind },
  };
}

/** `null` in published JSON is absence here. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
