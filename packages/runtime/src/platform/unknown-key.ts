import { nearest } from "./nearest.ts";

/** What other libraries and providers call it. */
const MEANT: Readonly<Record<string, string>> = {
  apikey: "apiKey",
  key: "apiKey",
  token: "apiKey",
  baseurl: "endpoint",
  url: "endpoint",
  apibase: "endpoint",
  defaultheaders: "headers",
  maxretries: "retry",
  logger: "hooks",
  inputschema: "parameters",
  schema: "parameters",
  toolcalls: "content",
  thinking: "reasoning",
  reasoningeffort: "reasoning",
  thinkingbudget: "reasoning",
  maxtokens: "maxOutputTokens",
  maxcompletiontokens: "maxOutputTokens",
  responseformat: "output",
  instructions: "system",
  systemprompt: "system",
  stopsequences: "stop",
  mimetype: "mediaType",
  user: "userId",
  safetyidentifier: "userId",
  provideroptions: "options",
  timeout: "timeouts",
  abortsignal: "signal",
  imageurl: "url",
};

/**
 * The first key of an object that is none of those that it may have, with what was probably meant;
 * `undefined`: all are known. A key that is `undefined` is absent.
 *
 * @param otherwise what to do when nothing like it is known
 */
export function unknownKey(
  value: object,
  keys: readonly string[],
  otherwise: string,
): { readonly key: string; readonly hint: string } | undefined {
  for (const key in value) {
    if (keys.includes(key) || value[key as keyof typeof value] === undefined) continue;
    const meant = likest(key, keys);
    return { key, hint: meant === undefined ? otherwise : `did you mean ${meant}?` };
  }
  return undefined;
}

function likest(key: string, keys: readonly string[]): string | undefined {
  const plain = key.toLowerCase().replaceAll("_", "");
  const other = Object.hasOwn(MEANT, plain) ? (MEANT[plain] as string) : "";
  return keys.includes(other) ? other : nearest(key, keys);
}
