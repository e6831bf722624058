/**
 * `@kei/runtime/router`: calls to the models of an agent profile, one after the other until one answers.
 *
 * ```ts
 * import { profiles } from "@kei/registry";
 * import { anthropic } from "@kei/runtime/anthropic";
 * import { openai } from "@kei/runtime/openai";
 * import { createRouter } from "@kei/runtime/router";
 *
 * const router = createRouter({ profiles, clients: [anthropic(), openai()] });
 * const reply = await router.chat({
 *   profile: "code-implementer",
 *   messages: [{ role: "user", content: "Hello" }],
 * });
 * reply.route.answered; // "anthropic/claude-sonnet-4-6"
 * ```
 *
 * @module
 */

import { KeiError } from "./chat/errors.ts";
import { createRouterOf, type Router } from "./router/create-router.ts";
import type { ClientMakers } from "./router/directory.ts";
import type { IdOf, RouterOptions } from "./router/router-options.ts";

export type { RouterBudget } from "./router/budget.ts";
export type { Router } from "./router/create-router.ts";
export type { Route, RouteCost, RoutedReply, RouteStep } from "./router/route.ts";
export { RouteError } from "./router/route.ts";
export type { RoutedRunEvent, RoutedRunStream, RoutedToolRun } from "./router/routed-run.ts";
export { RoutedRunError } from "./router/routed-run.ts";
export type { RestartEvent, RoutedEvent, RoutedStream } from "./router/routed-stream.ts";
export type { RoutedRequest, RouterOptions, RouterPolicy } from "./router/router-options.ts";

/** Where the clients of all providers are: in the package, and in no bundle. */
const ALL = ["@kei/runtime/index", "@kei/runtime/core"] as const;

/**
 * A router over the models of agent profiles.
 *
 * @throws KeiError of code `config` for a wrong option
 */
export function createRouter<const Profiles extends object>(
  options: RouterOptions<Profiles>,
): Router<IdOf<Profiles>> {
  return createRouterOf(options, loadAll);
}

/**
 * By a name that bundlers do not see: a program that names its clients would have those of all providers
 * in it, too. Those of another copy of this package would throw errors of another class.
 */
async function loadAll(): Promise<ClientMakers> {
  const instead =
    "pass the clients that the router may use, as in clients: [anthropic(), openai()]";
  let all: [{ clients: ClientMakers }, { KeiError: unknown }];
  try {
    const load = (name: string) => import(/* webpackIgnore: true */ /* @vite-ignore */ name);
    all = (await Promise.all(ALL.map(load))) as typeof all;
  } catch (cause) {
    const message = `the clients of all providers could not be loaded, as in a program that is bundled: ${instead}`;
    throw new KeiError({ code: "config", message, cause });
  }
  const [{ clients }, { KeiError: loaded }] = all;
  if (loaded !== KeiError) {
    const message = `there are two copies of @kei/runtime, as in a program that is bundled: ${instead}`;
    throw new KeiError({ code: "config", message });
  }
  return clients;
}
