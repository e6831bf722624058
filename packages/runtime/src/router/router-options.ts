import type { ResolveOptions } from "@kei/registry";
import type { Hooks, Testing } from "../call/options.ts";
import { KeiError } from "../chat/errors.ts";
import type { OutputSchema } from "../chat/output-schema.ts";
import type { ChatRequest, Tool, UnsafeModel } from "../chat/request.ts";
import type { Client } from "../client/client.ts";
import { isRecord } from "../platform/records.ts";
import { unknownKey } from "../platform/unknown-key.ts";
import type { RouterBudget } from "./budget.ts";

/** How a router is set up. */
export interface RouterOptions<Profiles extends object> {
  /** Agent profiles by id: `profiles` of `@kei/registry`, or of your own registry. */
  readonly profiles: Profiles;
  /**
   * One of each provider that may be asked, with its key, endpoint, transport and hooks. Models of other
   * providers are passed over. @default one of each provider of the registry that has its key in the
   * environment, made when it is needed. A program that is bundled names its clients.
   */
  readonly clients?: readonly Client[] | undefined;
  readonly policy?: RouterPolicy | undefined;
  /** Of the clients that the router makes, and for its own warnings. */
  readonly hooks?: Hooks | undefined;
  /** What tests put in the place of time and chance. */
  readonly testing?: Testing | undefined;
}

/** What a router does when a model does not answer, and how far it goes. */
export interface RouterPolicy {
  /**
   * What becomes of a stream that breaks after the caller had a part of it: `fail` is an error, `restart`
   * begins it anew, at the next model or the same one, and says so by an event. @default "fail"
   */
  readonly onBrokenStream?: "fail" | "restart" | undefined;
  /** Most milliseconds of a call over all models, with all waits; 0: no limit. @default 0 */
  readonly deadlineMs?: number | undefined;
  /**
   * Most requests of a call to models that it has asked before; clients do not try again by themselves.
   * With it a call sends at most as many requests as there are models, and these. @default 2
   */
  readonly retries?: number | undefined;
  readonly budget?: RouterBudget | undefined;
}

/** A request to whichever model of a profile answers. */
export type RoutedRequest<
  Id extends string = string,
  Output extends OutputSchema | undefined = OutputSchema | undefined,
  Tools extends readonly Tool[] | undefined = readonly Tool[] | undefined,
> = Omit<ChatRequest, "model" | "output" | "tools" | "retry"> & {
  /** Whose models are asked: pinned, then the override, then the default, then the fallbacks. */
  readonly profile: Id;
  /**
   * For this call: a ref, an alias or a slug; or `unsafeModel("provider/id")` for a model that the
   * registry does not have. Comes before everything else.
   */
  readonly pinned?: string | UnsafeModel | undefined;
  readonly output?: Output;
  readonly tools?: Tools;
} & Omit<ResolveOptions, "pinned">;

/** Ids of profiles. */
export type IdOf<Profiles> = keyof Profiles & string;

/** What a client gets of a request. */
export function withoutRoute(request: RoutedRequest): Omit<ChatRequest, "model"> {
  const { profile: _, pinned, userOverride, env, at, ...rest } = request;
  return rest;
}

const OPTIONS = [
  "profiles",
  "clients",
  "policy",
  "hooks",
  "testing",
] satisfies (keyof RouterOptions<object>)[];

const POLICY = [
  "onBrokenStream",
  "deadlineMs",
  "retries",
  "budget",
] satisfies (keyof RouterPolicy)[];

const BUDGET = ["currency", "perCall", "perRouter", "perWindow"] satisfies (keyof RouterBudget)[];

const WINDOW = ["amount", "windowMs"] satisfies (keyof NonNullable<RouterBudget["perWindow"]>)[];

/** @throws KeiError of code `config` that says which option is wrong, and how */
export function checkRouterOptions(options: RouterOptions<object>): void {
  checkKeys("the options of a router", options, OPTIONS);
  const { profiles, clients, policy = {} } = options;
  if (!isRecord(profiles)) {
    throw wrong("profiles must be the profiles of a registry, by id: those of @kei/registry are");
  }
  if (clients !== undefined && !Array.isArray(clients)) {
    throw wrong("clients must be a list, such as [anthropic(), openai()]");
  }
  checkKeys("policy", policy, POLICY);
  const { onBrokenStream = "fail", deadlineMs = 0, retries = 0, budget } = policy;
  if (onBrokenStream !== "fail" && onBrokenStream !== "restart") {
    throw wrong("policy.onBrokenStream must be fail or restart");
  }
  if (!(Number.isFinite(deadlineMs) && deadlineMs >= 0)) {
    throw wrong("policy.deadlineMs must be a number of 0 or more");
  }
  if (!(Number.isSafeInteger(retries) && retries >= 0)) {
    throw wrong("policy.retries must be a whole number, 0 or more");
  }
  if (budget === undefined) return;
  checkKeys("policy.budget", budget, BUDGET);
  const { currency, perCall, perRouter, perWindow } = budget;
  if (typeof currency !== "string" || !/^[A-Z]{3}$/.test(currency)) {
    throw wrong('policy.budget.currency must be a currency, such as "USD"');
  }
  if (perWindow !== undefined) {
    checkKeys("policy.budget.perWindow", perWindow, WINDOW);
    if (!(Number.isFinite(perWindow.windowMs) && perWindow.windowMs > 0)) {
      throw wrong("policy.budget.perWindow.windowMs must be a number over 0");
    }
  }
  const amounts = {
    perCall,
    perRouter,
    ...(perWindow && { "perWindow.amount": perWindow.amount }),
  };
  for (const [name, amount] of Object.entries(amounts)) {
    if (amount === undefined || (typeof amount === "bigint" && amount > 0n)) continue;
    throw wrong(
      `policy.budget.${name} must be a bigint of micro-cents, over 0: 50_000_000n is half a dollar`,
    );
  }
}

function checkKeys(what: string, value: unknown, keys: readonly string[]): void {
  if (!isRecord(value)) throw wrong(`${what} must be an object`);
  const unknown = unknownKey(value, keys, `there are ${keys.join(", ")}`);
  if (unknown !== undefined) throw wrong(`${what} has no ${unknown.key}: ${unknown.hint}`);
}

function wrong(message: string): KeiError {
  return new KeiError({ code: "config", message: `createRouter: ${message}` });
}
