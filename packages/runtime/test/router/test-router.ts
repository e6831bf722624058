import type { Model, Profile, Provider } from "@kei/registry";
import type { ClientOptions } from "../../src/call/options.ts";
import { defineClient } from "../../src/client/define-client.ts";
import { openaiChat } from "../../src/protocols/openai-chat/protocol.ts";
import { createRouterOf } from "../../src/router/create-router.ts";
import { type Route, RouteError } from "../../src/router/route.ts";
import type { RoutedRequest, RouterPolicy } from "../../src/router/router-options.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { FakeClock } from "../support/fake-clock.ts";
import {
  type ScriptedAnswer,
  type ScriptedTransport,
  scriptedTransport,
  stall,
} from "../support/scripted-transport.ts";
import { completion, failure, testProvider } from "../support/test-client.ts";

/** What a provider of a test answers, one after the other. */
export type Script = readonly (ScriptedAnswer | Error | "stall")[];

const scripted = (script: Script = []) =>
  scriptedTransport(...script.map((line) => (line === "stall" ? stall : line)));

/** A dollar for a million tokens of input, ten for output. */
const PRICE = { kind: "known", input: 100_000_000, output: 1_000_000_000 } as const;

export function model(ref: string, more: Partial<Model> = {}): Model {
  const [provider = "", id = ""] = ref.split("/");
  return {
    ref,
    provider,
    id,
    displayName: id,
    aliases: [],
    protocols: ["openai-chat"],
    output: ["text"],
    price: PRICE,
    ...more,
  };
}

/** Two of one provider, one of another that reads more. */
export const MODELS = [
  model("alpha/first", { contextWindow: 1000 }),
  model("alpha/sibling", { contextWindow: 1000 }),
  model("beta/other", { contextWindow: 2000, aliases: ["other-1"], slug: "oth" }),
];

const PROFILE = {
  role: "tester",
  caps: "FS-RO",
  capsTokens: ["FS-RO"],
  description: "Tests.",
} as const;

const profiles = {
  tester: {
    ...PROFILE,
    id: "tester",
    defaultModelRef: "alpha/first",
    fallbackModelRefs: ["alpha/sibling", "beta/other"],
  },
  thinker: {
    ...PROFILE,
    id: "thinker",
    effort: "high",
    defaultModelRef: "alpha/first",
    fallbackModelRefs: ["alpha/sibling"],
  },
  alone: { ...PROFILE, id: "alone", defaultModelRef: "alpha/first", fallbackModelRefs: [] },
} as const satisfies Record<string, Profile>;

export function providerOf(id: string, more: Partial<Provider> = {}): Provider {
  const endpoint = `https://${id}.test.invalid/v1/chat/completions`;
  return { ...testProvider, id, displayName: id, endpoint, openModels: false, ...more } as Provider;
}

export interface TestRouter {
  readonly policy?: RouterPolicy;
  readonly models?: readonly Model[];
  /** By provider. */
  readonly providers?: Readonly<Record<string, Partial<Provider>>>;
  readonly options?: ClientOptions;
}

export const hello = {
  profile: "tester",
  messages: [{ role: "user", content: "Hello" }],
} as const satisfies RoutedRequest<"tester">;

/** A router over two providers that answer by a script, and what they were sent. */
export function testRouter(
  scripts: { readonly alpha?: Script; readonly beta?: Script },
  { policy = {}, models = MODELS, providers = {}, options = {} }: TestRouter = {},
) {
  const clock = new FakeClock();
  const warnings: string[] = [];
  const asked: string[] = [];
  const transports = {
    alpha: scripted(scripts.alpha),
    beta: scripted(scripts.beta),
  };
  const noted = (transport: ScriptedTransport): Transport => ({
    send(request, signal) {
      asked.push(JSON.parse(request.body).model);
      return transport.send(request, signal);
    },
  });
  const testing = { clock, random: () => 0 };
  const hooks = { onWarning: () => {} };
  const clients = (["alpha", "beta"] as const).map((id) =>
    defineClient(
      providerOf(id, providers[id]),
      Object.fromEntries(
        models.filter(({ provider }) => provider === id).map((each) => [each.id, each]),
      ),
      openaiChat,
    )({
      apiKey: "sk-test-0123456789",
      transport: noted(transports[id]),
      limiter: false,
      hooks,
      testing,
      ...options,
    }),
  );
  const router = createRouterOf(
    {
      profiles,
      clients,
      policy,
      testing,
      hooks: { onWarning: ({ code, message }) => warnings.push(`${code}: ${message}`) },
    },
    () => Promise.reject(new Error("clients were given")),
  );
  return { router, clock, warnings, asked, transports };
}

/** An answer that is an error. */
export function failing(
  status: number,
  message = "no",
  headers: Readonly<Record<string, string>> = {},
): ScriptedAnswer {
  return { status, headers, body: JSON.stringify({ error: { message } }) };
}

export const OK: ScriptedAnswer = { body: completion("Hi.") };

/** Whom a call asked, in order. */
export function refsOf({ route }: { readonly route: Route }): readonly string[] {
  return route.steps.map(({ ref }) => ref);
}

/** What a call fails with. */
export async function routeErrorOf(promise: Promise<unknown>): Promise<RouteError> {
  const error = await failure(promise);
  if (error instanceof RouteError) return error;
  throw new Error("it is no RouteError", { cause: error });
}
