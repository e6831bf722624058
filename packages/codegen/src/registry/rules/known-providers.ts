import { didYouMean } from "../../text/suggest.ts";
import type { Rule } from "./rule.ts";

/** References to providers lead somewhere, and not to themselves. */
export const knownProviders: Rule = ({ registry, declared, isReadable, report }) => {
  if (!isReadable("provider")) return;
  const unknown = (id: string) => ({
    message: `"${id}" is not a provider of this registry`,
    hint:
      didYouMean(id, declared.providers) ??
      (declared.providers.size === 0
        ? "the registry has no providers yet"
        : "add it to providers.toml"),
  });
  for (const record of registry.models) {
    if (declared.providers.has(record.provider)) continue;
    report("unknown-provider", { record, path: ["provider_ref"] }, unknown(record.provider));
  }
  for (const record of registry.providers) {
    const references = [
      ...(record.parentRef === undefined ? [] : [["parent_ref", record.parentRef] as const]),
      ...(record.routesTo ?? []).map((id) => ["routes_to", id] as const),
    ];
    for (const [key, id] of references) {
      const at = { record, path: [key] };
      if (!declared.providers.has(id)) report("unknown-provider", at, unknown(id));
      else if (id === record.id) {
        report("self-reference", at, {
          message: `provider "${id}" names itself in ${key}`,
          hint: "name another provider, or remove the key",
        });
      }
    }
  }
};
