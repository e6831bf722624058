import type { Registry } from "../../registry/model.ts";
import { groupByProvider } from "../../registry/model.ts";
import { identifier } from "../../registry/names.ts";
import type { Emitter, OutputFile } from "../emitter.ts";
import { block, moduleText, string } from "../print.ts";
import { emitClient } from "./client-module.ts";

/** A typed client per provider, and the index that gathers them. */
export const clients: Emitter = {
  name: "clients",
  emit({ providers, models }, options) {
    const { clients: modules } = options;
    if (modules === undefined) return [];
    const groups = groupByProvider(models);
    return [
      emitIndex(providers),
      ...providers.map((provider) => emitClient(provider, groups, modules)),
    ];
  },
};

/** `index.gen.ts`: what makes clients, by the provider's id. */
function emitIndex(providers: Registry["providers"]): OutputFile {
  const doc = "/** What makes clients, by the provider's id. */";
  const text = moduleText([
    providers
      .map(({ id }) => `import { ${identifier(id)} } from ${string(`./${id}.gen.js`)};`)
      .join("\n"),
    `${doc}\nexport type Clients = ${block(
      providers.map(({ id }) => `readonly ${string(id)}: typeof ${identifier(id)};`),
    )};`,
    `${doc}\nexport const clients: Clients = ${block(
      providers.map(({ id }) => `${string(id)}: ${identifier(id)},`),
    )};`,
  ]);
  return { target: "clients", path: "index.gen.ts", text };
}
