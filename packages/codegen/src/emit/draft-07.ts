import * as z from "zod";
import type { JsonSchema } from "../layers/conditions.ts";

/** A zod schema as draft-07, without the bounds of 2^53 that zod gives every integer. */
export function draft07(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    target: "draft-07",
    io: "input",
    override({ jsonSchema: node }) {
      if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
      if (node.minimum === Number.MIN_SAFE_INTEGER) delete node.minimum;
    },
  }) as JsonSchema;
}
