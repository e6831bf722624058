import type { JsonSchema } from "../chat/json-schema.ts";
import type { Warning } from "../chat/reply.ts";
import { allSchemas } from "./subschemas.ts";

/** @param what is not checked, such as `an answer is` */
export function warnOfFormats(
  json: JsonSchema,
  what: string,
  warn: (warning: Warning) => void,
): void {
  const formats = [...allSchemas(json)].flatMap(({ format = [] }) => format);
  if (formats.length === 0) return;
  warn({
    code: "format-unchecked",
    message: `${what} not checked by format (${[...new Set(formats)].slice(0, 5).join(", ")}), which JSON Schema takes for a note: use pattern, or a schema of a library`,
  });
}
