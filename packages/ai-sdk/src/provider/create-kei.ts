import type { LanguageModelV4 } from "@ai-sdk/provider";
import { type Client, KeiError, type UnsafeModel } from "@kei/runtime/core";
import type { RouterPolicy } from "@kei/runtime/router";
import { noSuchModel } from "../errors/sdk-error.ts";
import type { AnyOptions } from "../request/any-options.ts";
import { createKeiModel } from "./kei-model.ts";
import { createProfileModel, type ProfileOptions } from "./profile-model.ts";
import type { ClientTable, OptionsOf, RefOf } from "./refs.ts";

/** A provider of the AI SDK: models by `provider/id`. */
export interface Kei<Clients, Profile extends string = string> {
  /**
   * A model. Its options hold for all of its calls; those of a call, `providerOptions: { kei: {…} }`, come
   * before them, key by key.
   */
  <const Ref extends RefOf<Clients>>(ref: Ref, options?: OptionsOf<Clients, Ref>): LanguageModelV4;
  /** A model that the registry does not have: `unsafeModel("provider/id")`. Its costs are unknown. */
  (ref: UnsafeModel, options?: AnyOptions): LanguageModelV4;
  readonly specificationVersion: "v4";
  /** A model by a ref that comes from elsewhere. @throws NoSuchModelError for a name without a client */
  languageModel(ref: string): LanguageModelV4;
  /**
   * The models of an agent profile, one after the other until one answers, as `@kei/runtime/router` does. It
   * tries again by itself: the AI SDK's `maxRetries` does nothing more.
   */
  profile(id: Profile, options?: ProfileOptions): LanguageModelV4;
  /** @throws NoSuchModelError always: there are language models alone */
  embeddingModel(id: string): never;
  /** @throws NoSuchModelError always: there are language models alone */
  imageModel(id: string): never;
}

/** How a provider is set up. */
export interface KeiOptions<Clients extends ClientTable, Profiles extends object = object> {
  /**
   * Clients by the name that refs begin with, which is mostly the provider's id:
   * `{ anthropic: anthropic() }`. Two of one provider, with keys of their own, have two names.
   */
  readonly clients: Clients;
  /** Agent profiles, for `profile`: `profiles` of `@kei/registry`, or of your own registry. */
  readonly profiles?: Profiles | undefined;
  /** Of the calls over a profile. A stream of the AI SDK cannot begin anew. */
  readonly policy?: Omit<RouterPolicy, "onBrokenStream"> | undefined;
}

/**
 * A provider of the AI SDK over clients of `@kei/runtime`, and nothing of other providers.
 *
 * @example
 * import { createKei } from "@kei/ai-sdk/core";
 * import { anthropic } from "@kei/runtime/anthropic";
 *
 * const kei = createKei({ clients: { anthropic: anthropic() } });
 * const model = kei("anthropic/claude-sonnet-4-6", { serviceTier: "standard" });
 *
 * @throws KeiError of code `config` when something is no client
 */
export function createKei<
  const Clients extends ClientTable,
  const Profiles extends object = Record<never, never>,
>(options: KeiOptions<Clients, Profiles>): Kei<Clients, keyof Profiles & string> {
  const { clients, profiles, policy } = options;
  for (const [name, client] of Object.entries(clients)) {
    if (client?.provider === undefined || name.includes("/")) {
      const message = `clients.${name} must be a client, such as anthropic(), under a name without "/"`;
      throw new KeiError({ code: "config", message });
    }
  }
  return createKeiOf(Object.keys(clients), {
    client: async (name) => clients[name] as unknown as Client,
    router: async () => ({ profiles: profiles ?? {}, clients: Object.values(clients), policy }),
  }) as unknown as Kei<Clients, keyof Profiles & string>;
}

/** Where a provider has its clients from. */
export interface Sources {
  /** @param name one of the names that there are */
  client(name: string): Promise<Client>;
  router: Parameters<typeof createProfileModel>[0];
}

/** @param names that refs may begin with */
export function createKeiOf(names: readonly string[], sources: Sources): Kei<never> {
  const model = (ref: string | UnsafeModel, options: AnyOptions = {}): LanguageModelV4 => {
    const text = typeof ref === "string" ? ref : ref?.unsafeModel;
    const slash = typeof text === "string" ? text.indexOf("/") : -1;
    const [name, id] = [text?.slice(0, slash) ?? "", text?.slice(slash + 1) ?? ""];
    if (slash < 0 || id === "" || !names.includes(name)) {
      throw noSuchModel(String(text), `there are models of ${names.join(", ")}, as "provider/id"`);
    }
    return createKeiModel({
      name,
      model: typeof ref === "string" ? id : { unsafeModel: id },
      options,
      load: () => sources.client(name),
    });
  };
  const none = (type: "embeddingModel" | "imageModel") => (id: string) => {
    throw noSuchModel(id, "@kei/ai-sdk has language models alone", type);
  };
  return Object.assign(model, {
    specificationVersion: "v4",
    languageModel: (ref: string) => model(ref),
    profile: (id: string, options?: ProfileOptions) =>
      createProfileModel(sources.router, id, options),
    embeddingModel: none("embeddingModel"),
    imageModel: none("imageModel"),
  } as const) as Kei<never>;
}
