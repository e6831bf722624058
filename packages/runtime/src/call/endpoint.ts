import type { Provider } from "@kei/registry/contract";
import { FailureError } from "../chat/errors.ts";
import type { Warning } from "../chat/reply.ts";
import { isPrivateHost } from "../platform/is-private-host.ts";
import { urlPart, withoutLastSlashes } from "../platform/url-part.ts";
import { environment, takesKey } from "./auth.ts";
import type { ClientOptions } from "./options.ts";

/**
 * Where the requests of a client go, by the id of the model.
 *
 * @throws FailureError of code `config` that names the variable which is missing or does not fit, never
 * its value; of code `bad-request` for a model that does not fit into the URL
 */
export type Endpoint = (modelId: string | undefined) => string;

/**
 * The provider's endpoint, or the one that the options name; the query of the provider's goes with
 * either. Placeholders are filled with each request, from `variables` or the environment.
 *
 * @throws FailureError of code `config` for an endpoint that is none
 */
export function createEndpoint(
  provider: Provider,
  { endpoint: own, variables = {} }: Pick<ClientOptions, "endpoint" | "variables">,
  warn: (warning: Warning) => void,
): Endpoint {
  const registered = provider.endpoint;
  if (registered.startsWith("local:") && (own ?? registered).startsWith("local:")) {
    return () => own ?? registered;
  }
  if (own !== undefined && /[?#]/.test(own)) throw noEndpoint(true);
  const query = registered.indexOf("?");
  const template =
    own === undefined || query === -1 ? (own ?? registered) : own + registered.slice(query);

  let isTold = false;
  const check = (endpoint: string): string => {
    const url = parseUrl(endpoint);
    if (url === undefined) throw noEndpoint(own !== undefined);
    if (url.protocol === "http:" && takesKey(provider) && !isPrivateHost(url.hostname) && !isTold) {
      isTold = true;
      warn({
        code: "insecure-endpoint",
        message: `the key of ${provider.displayName} travels unencrypted to ${url.origin}: use https:`,
      });
    }
    return endpoint;
  };
  if (template.includes("${")) return (modelId) => check(fill(template, modelId, variables));
  check(template);
  return () => template;
}

function noEndpoint(isOption: boolean): FailureError {
  const which = isOption ? "the option endpoint" : "the endpoint of the provider";
  return config(
    `${which} must be an http: or https: URL with the whole path of the API, without user name, password${isOption ? ", query" : ""} and fragment`,
  );
}

function config(message: string): FailureError {
  return new FailureError({ code: "config", message });
}

/** An endpoint as a URL, if it is one that requests can go to. */
function parseUrl(text: string): URL | undefined {
  try {
    const url = new URL(text);
    const { protocol, username, password, hash } = url;
    return /^https?:$/.test(protocol) && username + password + hash === "" ? url : undefined;
  } catch {
    return undefined;
  }
}

/** An endpoint with all its placeholders filled: the URL's beginning, its host, and any part behind it. */
function fill(
  template: string,
  modelId: string | undefined,
  variables: NonNullable<ClientOptions["variables"]>,
): string {
  // Where the first placeholder is the beginning, no other is in the host.
  const host = /^https?:\/\/[^/?#]*/.exec(template)?.[0].length ?? 0;
  return template.replace(/\$\{(\w+)\}/g, (_, name: string, at: number) => {
    const isModel = name === "model";
    const value = isModel ? (modelId ?? "") : filledFrom("the endpoint", name, variables);
    const [part, must] =
      at === 0 && !isModel
        ? [urlStart(value, template.length === name.length + 3), "be an http(s) URL"]
        : at < host
          ? [
              /^[A-Za-z\d.-]+$/.test(value) ? value : undefined,
              "have letters, digits, - and . only",
            ]
          : [urlPart(value), "fit into one part of a URL"];
    if (part !== undefined) return part;
    if (isModel) {
      throw new FailureError({
        code: "bad-request",
        message: `model must ${must} of the endpoint`,
      });
    }
    throw config(`${name} must ${must}: it is part of the endpoint`);
  });
}

/** The URL that other parts follow: without a slash at its end, and without a query, which would take them in. */
function urlStart(value: string, isAll: boolean): string | undefined {
  const url = parseUrl(value);
  if (url === undefined || (!isAll && value.includes("?"))) return undefined;
  return isAll ? value : withoutLastSlashes(value);
}

/**
 * The constant headers of a provider, names in lower case, filled as its endpoint is.
 *
 * @throws FailureError of code `config` that names the variable which is missing or cannot be sent
 */
export function providerHeaders(
  { headers = {} }: Provider,
  { variables = {} }: Pick<ClientOptions, "variables">,
): Record<string, string> {
  const filled = Object.entries(headers).map(([name, template]): [string, string] => {
    const value = template.replace(/\$\{(\w+)\}/g, (_, variable: string) =>
      filledFrom(`the header ${name}`, variable, variables),
    );
    if (!/^[\x20-\x7e]*$/.test(value)) {
      throw config(`the header ${name} must be printable ASCII when its variables are filled in`);
    }
    return [name.toLowerCase(), value];
  });
  return Object.fromEntries(filled);
}

function filledFrom(
  what: string,
  name: string,
  variables: NonNullable<ClientOptions["variables"]>,
): string {
  const value = Object.hasOwn(variables, name) ? variables[name] : environment(name);
  if (value !== undefined && typeof value !== "string") {
    throw config(`the option variables.${name} must be a text`);
  }
  const trimmed = value?.trim();
  if (trimmed) return trimmed;
  throw config(
    `${what} needs ${name}, which is missing: set it, or pass the option variables: { ${name}: "…" }`,
  );
}
