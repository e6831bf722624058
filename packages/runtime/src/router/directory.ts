import {
  type Choice,
  createRegistry,
  type Effort,
  type Model,
  type Provider,
  type Resolution,
  type ResolveOptions,
} from "@kei/registry";
import type { ClientOptions } from "../call/options.ts";
import { KeiError } from "../chat/errors.ts";
import { type UnsafeModel, unsafeModel } from "../chat/request.ts";
import type { Client } from "../client/client.ts";
import type { RouterOptions } from "./router-options.ts";

/** The generated clients of all providers, by id. */
export interface ClientMakers {
  readonly [id: string]: ((options?: ClientOptions) => Client) & {
    readonly provider: Provider;
    readonly models: Readonly<Record<string, Model>>;
  };
}

/** A model that may be asked, the client that asks it, and how. */
export interface Candidate {
  readonly choice: Choice;
  readonly client: Client;
  /** As a request has it. */
  readonly model: string | UnsafeModel;
  /** How much it is to think, by the profile. */
  readonly effort: Effort | undefined;
}

/** Whom a call may ask, in order. */
export interface Candidates {
  readonly list: readonly Candidate[];
  readonly considered: Resolution["explanation"];
}

/** Who a profile may run on: clients, and the models that they know. */
export class Directory {
  readonly #registry: { resolveProfile(id: string, options: ResolveOptions): Resolution };
  readonly #providers: Readonly<Record<string, Provider>>;
  readonly #find: (id: string) => Client | undefined;
  /** Where keys are looked for, of clients that are made here. */
  readonly #env: ResolveOptions["env"];

  constructor(
    profiles: object,
    known: readonly { readonly provider: Provider; readonly models: object }[],
    find: (id: string) => Client | undefined,
    env: ResolveOptions["env"],
  ) {
    const models = Object.fromEntries(
      known
        .flatMap((each) => Object.values(each.models) as readonly Model[])
        .map((model) => [model.ref, asOwn(model)]),
    );
    const modelAliases = Object.fromEntries(
      Object.values(models).flatMap(({ ref, provider, aliases }) =>
        aliases.map((alias) => [`${provider}/${alias}`, ref] as const),
      ),
    );
    this.#providers = Object.fromEntries(known.map(({ provider }) => [provider.id, provider]));
    this.#registry = createRegistry({ providers: this.#providers, models, modelAliases, profiles });
    this.#find = find;
    this.#env = env;
  }

  /** What the profile runs on. */
  resolve(id: string, options: ResolveOptions): Resolution {
    return this.#registry.resolveProfile(id, { env: this.#env, ...options });
  }

  /** @throws KeiError of code `config` when the router has no client of the provider */
  clientOf({ provider: { id } }: Pick<Choice, "provider">): Client {
    const client = this.#find(id);
    if (client === undefined)
      throw config(`the router has no client of ${id}: pass one in clients`);
    return client;
  }

  /**
   * Whom to ask for a profile.
   *
   * @throws KeiError of code `config` when there is no such profile, or nobody to ask
   */
  candidates(
    id: string,
    {
      pinned,
      ...options
    }: Omit<ResolveOptions, "pinned"> & { pinned?: string | UnsafeModel | undefined },
  ): Candidates {
    const unsafe = typeof pinned === "object" ? pinned.unsafeModel : undefined;
    const resolution = this.resolve(
      id,
      typeof pinned === "object" ? options : { ...options, pinned },
    );
    const { explanation: considered } = resolution;
    if (resolution.kind === "unknown-profile") throw config(resolution.message);
    const { effort } = resolution.profile;
    const first = unsafe === undefined ? [] : [this.#unsafe(unsafe, effort)];
    if (resolution.kind === "unresolved" && unsafe === undefined) {
      const has = Object.keys(this.#providers).join(", ");
      throw config(`${resolution.message}. The router has clients of ${has || "nobody"}`);
    }
    const choices = resolution.kind === "resolved" ? [resolution, ...resolution.alternatives] : [];
    const others = choices.map((choice) => this.#candidate(choice, choice.modelId, effort));
    return { list: [...first, ...others], considered };
  }

  #candidate(choice: Choice, model: Candidate["model"], effort: Effort | undefined): Candidate {
    return { choice, client: this.clientOf(choice), model, effort };
  }

  /** @param ref `provider/id` */
  #unsafe(ref: string, effort: Effort | undefined): Candidate {
    const slash = ref.indexOf("/");
    const [id, modelId] = [ref.slice(0, slash), ref.slice(slash + 1)];
    const provider = Object.hasOwn(this.#providers, id) ? this.#providers[id] : undefined;
    if (slash < 0 || modelId === "" || provider === undefined) {
      const has = Object.keys(this.#providers).join(", ");
      throw config(
        `pinned must be unsafeModel("provider/id") with a provider that the router has a client of (${has}), but is ${JSON.stringify(ref)}`,
      );
    }
    return this.#candidate(
      { source: "pinned", ref, provider, modelId },
      unsafeModel(modelId),
      effort,
    );
  }
}

/**
 * The directory of a router: of the clients that it was given, or else of those that are made when they
 * are needed.
 *
 * @throws KeiError of code `config`
 */
export async function loadDirectory(
  { profiles, clients, hooks, testing }: RouterOptions<object>,
  loadMakers: () => Promise<ClientMakers>,
): Promise<Directory> {
  if (clients !== undefined) return givenDirectory(profiles, clients);
  const makers = await loadMakers();
  const made = new Map<string, Client>();
  const find = (id: string) => {
    const make = Object.hasOwn(makers, id) ? makers[id] : undefined;
    const client = made.get(id) ?? make?.({ hooks, testing });
    if (client !== undefined) made.set(id, client);
    return client;
  };
  // Deno may refuse to show it, and browsers have none: then every key is missing.
  let env: ResolveOptions["env"] = {};
  try {
    env = globalThis.process?.env ?? {};
  } catch {}
  return new Directory(profiles, Object.values(makers), find, env);
}

/** @throws KeiError of code `config` */
export function givenDirectory(profiles: object, clients: readonly Client[]): Directory {
  const byId = new Map<string, Client>();
  for (const client of clients) {
    const { provider, knownModels } = client ?? {};
    if (provider === undefined || knownModels === undefined) {
      throw config("clients must be clients, such as those that anthropic() and openai() make");
    }
    if (byId.has(provider.id)) throw config(`clients has two of ${provider.id}`);
    byId.set(provider.id, client);
  }
  const known = clients.map(({ provider, knownModels: models }) => ({ provider, models }));
  return new Directory(profiles, known, (id) => byId.get(id), undefined);
}

/** A model as its own provider has it: a proxy has it by its ref (`routedModels`). */
function asOwn(model: Model): Model {
  const { id, ref, provider, aliases } = model;
  if (id !== ref) return model;
  const bare = (name: string) => name.slice(provider.length + 1);
  return { ...model, id: bare(ref), aliases: aliases.map(bare) };
}

function config(message: string): KeiError {
  return new KeiError({ code: "config", message });
}
