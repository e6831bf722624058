import type { ClientOptions } from "./call/options.ts";
import { KeiError } from "./chat/errors.ts";
import { type Clients, clients } from "./gen/index.gen.ts";
import { nearest } from "./platform/nearest.ts";

/**
 * A client of a provider by the provider's id: the same as its own function, `anthropic(options)`
 * for `createClient("anthropic", options)`. Brings the clients of all providers; a program that
 * should stay small imports the one from `@kei/runtime/<id>`.
 *
 * @throws KeiError of code `config` when there is no such provider, or an option is wrong.
 */
export function createClient<Id extends keyof Clients>(
  provider: Id,
  options?: ClientOptions,
): ReturnType<Clients[Id]> {
  // Ids may come from a configuration: no name that every object has is one.
  if (!Object.hasOwn(clients, provider)) {
    const known = Object.keys(clients);
    const near = nearest(String(provider), known);
    const meant = near === undefined ? "" : ` (did you mean "${near}"?)`;
    throw new KeiError({
      code: "config",
      message: `the registry has no provider "${provider}"${meant}; it has ${known.join(", ")}`,
    });
  }
  return clients[provider](options) as ReturnType<Clients[Id]>;
}
