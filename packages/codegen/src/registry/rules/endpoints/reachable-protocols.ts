import type { Rule } from "../rule.ts";

/** Each protocol of a model has an endpoint at its provider. */
export const reachableProtocols: Rule = ({ registry, report }) => {
  const providers = new Map(registry.providers.map((provider) => [provider.id, provider]));
  for (const record of registry.models) {
    const provider = providers.get(record.provider);
    if (provider === undefined) continue;
    for (const protocol of record.protocols) {
      if (protocol === provider.protocol || provider.endpoints?.[protocol] !== undefined) continue;
      report(
        "protocol-without-endpoint",
        { record, path: ["protocols"] },
        {
          message: `"${record.ref}" is served by ${protocol}, but "${provider.id}" has no endpoint for it`,
          hint: `add endpoints.${protocol} to the provider`,
        },
      );
    }
  }
};
