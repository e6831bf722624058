import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { RoutedRequest, RouterOptions } from "@kei/runtime/router";
import type { AnyOptions } from "../request/any-options.ts";
import { createSdkModel } from "./sdk-model.ts";

/** Options of the calls over a profile: which models come first, and what all of them are asked for. */
export type ProfileOptions = Omit<AnyOptions, "retry"> &
  Pick<RoutedRequest, "pinned" | "userOverride" | "at">;

/** The models of a profile as one, which answers as the first of them that does. */
export function createProfileModel(
  optionsOfRouter: () => Promise<RouterOptions<object>>,
  profile: string,
  { pinned, userOverride, at, ...options }: ProfileOptions = {},
): LanguageModelV4 {
  const route = {
    profile,
    ...(pinned !== undefined && { pinned }),
    ...(userOverride !== undefined && { userOverride }),
    ...(at !== undefined && { at }),
  };
  return createSdkModel({
    provider: "kei.profile",
    modelId: profile,
    options,
    async load() {
      const router = await loadRouter(optionsOfRouter);
      return {
        facts: undefined,
        names: [],
        url: `profile:${profile}`,
        isRetried: true,
        chat: (request) => router.chat({ ...request, ...route }),
        stream: (request) => router.stream({ ...request, ...route }) as never,
      };
    },
  });
}

type Routers = ReturnType<typeof createRouterOf>;

const routers = new WeakMap<() => Promise<RouterOptions<object>>, Routers>();

/** One for all profiles of a provider: it remembers who is down, and what was spent. */
function loadRouter(optionsOfRouter: () => Promise<RouterOptions<object>>): Routers {
  let router = routers.get(optionsOfRouter);
  if (router === undefined) {
    router = createRouterOf(optionsOfRouter);
    // The next call may have more luck.
    router.catch(() => routers.delete(optionsOfRouter));
    routers.set(optionsOfRouter, router);
  }
  return router;
}

async function createRouterOf(optionsOfRouter: () => Promise<RouterOptions<object>>) {
  const [{ createRouter }, options] = await Promise.all([
    import("@kei/runtime/router"),
    optionsOfRouter(),
  ]);
  return createRouter<Readonly<Record<string, unknown>>>(options as never);
}
