import type { Provider } from "../../layers/provider.ts";
import { sendsKey } from "../../layers/vocabulary.ts";
import { variablesOfProvider } from "../../registry/endpoint.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import type { Finding } from "./finding.ts";

/**
 * Which variables hold the providers' keys, and what their endpoints need besides. Variables are named;
 * their values are never shown.
 */
export function checkKeys(
  providers: readonly Provider[],
  env: Terminal["env"],
): readonly Finding[] {
  return providers.flatMap((provider) => {
    const subject = provider.id;
    return [
      ...(sendsKey(provider.authScheme)
        ? [{ check: "key", subject, ...judge(provider.authEnv, env) }]
        : []),
      ...variablesOfProvider(provider).map((name) => ({
        check: "endpoint",
        subject,
        ...judge([name], env),
      })),
    ];
  });
}

function judge(
  names: readonly string[],
  env: Terminal["env"],
): Pick<Finding, "state" | "message" | "advice"> {
  // The first that is set wins, as it does for clients; an empty one counts as not set.
  const name = names.find((each) => env[each]);
  if (name === undefined) {
    return {
      state: "missing",
      message: `${names.join(", ")} not set`,
      advice: `export ${names[0] ?? "the key"} to call this provider`,
    };
  }
  const value = env[name] ?? "";
  if (value.trim() === "") {
    return {
      state: "warn",
      message: `${name} is set, but blank`,
      advice: `set ${name}, or unset it`,
    };
  }
  if (/\s/.test(value)) {
    return {
      state: "warn",
      message: `${name} has blanks or newlines in it`,
      advice: `set ${name} again, without quotes, blanks and newlines`,
    };
  }
  return { state: "ok", message: `${name} is set` };
}
