import { lifecycleOf, parseUserOverride, type ResolveOptions } from "@kei/registry";

/** What both commands take, as `resolveProfile` takes it. */
export interface Arguments {
  readonly profile: string;
  readonly options: ResolveOptions;
}

export const USAGE =
  "PROFILE [--pinned REF] [--override PROVIDER/MODEL] [--transport TRANSPORT] [--at DATE] [--ignore-keys]";

/** Reads them; `undefined` when there is something wrong with them. */
export function readArguments(
  given: readonly string[],
  environment: NonNullable<ResolveOptions["env"]>,
): Arguments | undefined {
  let profile: string | undefined;
  let env: ResolveOptions["env"] = environment;
  const values = new Map<string, string>();
  for (let index = 0; index < given.length; index += 1) {
    const argument = given[index] as string;
    if (["--pinned", "--override", "--transport", "--at"].includes(argument)) {
      index += 1;
      const value = given[index];
      if (value === undefined) return undefined;
      values.set(argument, value);
    } else if (argument === "--ignore-keys") {
      env = undefined;
    } else if (argument.startsWith("-") || profile !== undefined) {
      return undefined;
    } else {
      profile = argument;
    }
  }
  const wanted = values.get("--override");
  const transport = values.get("--transport");
  if (profile === undefined || (transport !== undefined && wanted === undefined)) return undefined;
  const pinned = values.get("--pinned");
  const at = values.get("--at");
  const slash = wanted?.indexOf("/") ?? 0;
  if (slash < 0) return undefined;
  try {
    if (at !== undefined) lifecycleOf({}, at); // throws for what is no date
    const userOverride =
      wanted === undefined
        ? undefined
        : parseUserOverride({
            provider: wanted.slice(0, slash),
            model: wanted.slice(slash + 1),
            ...(transport === undefined ? {} : { transport }),
          });
    return { profile, options: { pinned, userOverride, env, at } };
  } catch {
    return undefined; // an empty half, no transport that there is, or no date
  }
}
