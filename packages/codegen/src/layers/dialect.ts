import { optional, setOf, snakeCase, table, text, word } from "./fact.ts";
import * as field from "./fields.ts";
import { cacheStyles, reasoningStyles, systemRoles } from "./vocabulary.ts";

/** How a server differs from the one whose protocol it speaks, at a provider and at a model. */

const bodyField = (description: string) =>
  field.matching(description, /^[A-Za-z_][A-Za-z0-9_.]*$/, {
    code: "invalid-name",
    what: "which is not the name of a field",
    hint: "letters, digits and underscores",
  });

/** As written. */
export const writtenDialect = field.table(
  "How the server differs from the one whose protocol it speaks.",
  {
    max_tokens_field: bodyField(
      "Field of the request that limits the answer: `max_tokens`, `max_completion_tokens`.",
    ).optional(),
    system_role: field.oneOf("Role in which instructions are sent.", systemRoles).optional(),
    reasoning_style: field.oneOf("How a request asks for thinking.", reasoningStyles).optional(),
    reasoning_field: bodyField(
      "Field of a message in which thinking comes back, and is given back.",
    ).optional(),
    cache_style: field.oneOf("How a request says what is to be cached.", cacheStyles).optional(),
    omits: field
      .list(
        "Fields of a request that the server does not take, and that are left out.",
        bodyField("Name of a field."),
      )
      .optional(),
  },
);

/** What it means. */
export const dialect = table(
  "Dialect",
  "How a server differs from the one whose protocol it speaks.",
  {
    maxTokensField: optional(text, {
      doc: "Field of the request that limits the answer.",
      change: "follows",
    }),
    systemRole: optional(word(systemRoles), {
      doc: "Role in which instructions are sent.",
      change: "follows",
    }),
    reasoningStyle: optional(word(reasoningStyles), {
      doc: "How a request asks for thinking.",
      change: "follows",
    }),
    reasoningField: optional(text, {
      doc: "Field of a message in which thinking comes back, and is given back.",
      change: "follows",
    }),
    cacheStyle: optional(word(cacheStyles), {
      doc: "How a request says what is to be cached; absent: unknown.",
      change: "follows",
    }),
    omits: optional(setOf(text), {
      doc: "Fields of a request that the server does not take.",
      change: "follows",
    }),
  },
);

/** `system role developer; omits store`. */
export function dialectText(of: Readonly<Record<string, unknown>>): string {
  return Object.entries(of)
    .map(([name, value]) => `${snakeCase(name).replaceAll("_", " ")} ${[value].flat().join(", ")}`)
    .join("; ");
}
