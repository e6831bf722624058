import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";
import type { ZodType, ZodTypeDef } from "zod/v3";
import {
  ignoreOverride,
  type Options,
  type PostProcessCallback,
  zodToJsonSchema,
} from "zod-to-json-schema";

/** A schema that checks, and can tell its JSON Schema. */
export type Zod3Schema<Input, Output> = StandardSchemaV1<Input, Output> &
  StandardJSONSchemaV1<Input, Output>;

/**
 * Makes a schema of zod 3 one that requests take. Schemas of zod 4 need nothing of the kind.
 *
 * @example
 * import { fromZod3 } from "@kei/runtime/zod3";
 * await client.chat({ model, messages, output: fromZod3(z.object({ city: z.string() })) });
 */
export function fromZod3<Output, Input>(
  schema: ZodType<Output, ZodTypeDef, Input>,
): Zod3Schema<Input, Output> {
  return {
    "~standard": {
      version: 1,
      vendor: "zod",
      async validate(value) {
        const result = await schema.safeParseAsync(value);
        return result.success ? { value: result.data } : { issues: result.error.issues };
      },
      jsonSchema: {
        input: ({ target }) => write(schema, "input", target),
        output: ({ target }) => write(schema, "output", target),
      },
    },
  };
}

/**
 * Writes repeated schemas out, since not all providers follow references, and recursive ones beside
 * the rest, where all that do look for them.
 *
 * @throws Error for another target than `draft-2020-12` and `draft-07`
 */
function write(
  schema: ZodType<unknown, ZodTypeDef, unknown>,
  side: "input" | "output",
  target: string,
): Record<string, unknown> {
  const modern = target === "draft-2020-12";
  if (!modern && target !== "draft-07") throw new Error(`${target} is not written here`);
  const place = modern ? "$defs" : "definitions";
  const names = new Map<ZodTypeDef, string>();

  function convert(start: ZodTypeDef): Record<string, unknown> {
    const options: Partial<Options> = {
      $refStrategy: "none",
      pipeStrategy: side,
      effectStrategy: side === "input" ? "input" : "any",
      override(def, { currentPath }, seen) {
        if (def === start && currentPath.length === 1) return ignoreOverride;
        if (!names.has(def)) {
          if (seen === undefined || !isInside(currentPath, seen.path)) return ignoreOverride;
          names.set(def, def === schema._def ? "#" : `#/${place}/schema${names.size}`);
        }
        return { $ref: names.get(def) as string };
      },
      postProcess: (json, def) => (modern && isTuple(def) ? withPrefixItems(json) : json),
    };
    // Not typed by its target: of the shape, only what is said here is relied on.
    const { $schema: _, ...json } = zodToJsonSchema({ _def: start } as typeof schema, options);
    return json;
  }

  const json = convert(schema._def);
  const definitions: Record<string, unknown> = {};
  // Grows as the definitions are written.
  for (const [def, ref] of names) {
    if (ref !== "#") definitions[ref.slice(`#/${place}/`.length)] = convert(def);
  }
  return Object.keys(definitions).length === 0 ? json : { ...json, [place]: definitions };
}

function isInside(path: readonly string[], of: readonly string[]): boolean {
  return of.length < path.length && of.every((step, i) => step === path[i]);
}

function isTuple(def: ZodTypeDef): boolean {
  return (def as { readonly typeName?: unknown }).typeName === "ZodTuple";
}

/** What was `items` and `additionalItems` up to draft-07. */
function withPrefixItems(json: ReturnType<PostProcessCallback>): ReturnType<PostProcessCallback> {
  const { items, additionalItems, ...rest } = json as Record<string, unknown>;
  return {
    ...rest,
    prefixItems: items,
    ...(additionalItems === undefined ? {} : { items: additionalItems }),
  } as ReturnType<PostProcessCallback>;
}
