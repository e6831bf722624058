/**
 * `@kei/ai-sdk`: the models of the registry in the AI SDK.
 *
 * ```ts
 * import { kei } from "@kei/ai-sdk";
 * import { generateText } from "ai";
 *
 * const { text, providerMetadata } = await generateText({
 *   model: kei("anthropic/claude-sonnet-4-6"),
 *   prompt: "Hello",
 * });
 * ```
 *
 * @module
 */
import type { ProfileId } from "@kei/registry";
import type { Client, Clients } from "@kei/runtime";
import { loadClients } from "./gen/load-clients.gen.ts";
import { createKeiOf, type Kei } from "./provider/create-kei.ts";
import type { OptionsOf, RefOf } from "./provider/refs.ts";

export * from "./core.ts";

/** A client of each provider of the registry. */
export type AllClients = { readonly [Id in keyof Clients]: ReturnType<Clients[Id]> };

/** Ref of a model, as `kei` takes it: `provider/id`. */
export type KeiRef = RefOf<AllClients>;

/** Options of a model, for `providerOptions: { kei: {…} satisfies KeiModelOptions<"…"> }`. */
export type KeiModelOptions<Ref extends KeiRef> = OptionsOf<AllClients, Ref>;

/**
 * The provider over all models of the registry. A client is made, and loaded, when a model of its provider
 * is first asked, with the key of the environment. `createKei` takes clients that are set up otherwise.
 */
export const kei: Kei<AllClients, ProfileId> = /* @__PURE__ */ createAll();

function createAll(): Kei<AllClients, ProfileId> {
  const made = new Map<string, Promise<Client>>();
  const client = (name: string) => {
    const loaded = made.get(name) ?? loadClient(name as keyof Clients);
    made.set(name, loaded);
    // The next call may have more luck.
    loaded.catch(() => made.delete(name));
    return loaded;
  };
  return createKeiOf(Object.keys(loadClients), {
    client,
    async router() {
      const names = Object.keys(loadClients);
      const [{ profiles }, ...clients] = await Promise.all([
        import("@kei/registry"),
        ...names.map(client),
      ]);
      return { profiles, clients: clients.filter(hasKey) };
    },
  }) as unknown as Kei<AllClients, ProfileId>;
}

/** The AI SDK says what is to be warned of. */
async function loadClient(name: keyof Clients): Promise<Client> {
  const create = await loadClients[name]();
  return create({ hooks: { onWarning() {} } }) as unknown as Client;
}

/** Models of others are passed over. */
function hasKey({ provider: { authEnv } }: Client): boolean {
  try {
    return authEnv.length === 0 || authEnv.some((name) => globalThis.process?.env[name]);
  } catch {
    // Deno may refuse to show it.
    return false;
  }
}
