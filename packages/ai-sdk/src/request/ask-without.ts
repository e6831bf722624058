import type { SharedV4Warning } from "@ai-sdk/provider";
import { KeiError } from "@kei/runtime/core";
import type { AnyRequest } from "./to-request.ts";

/** Settings of the AI SDK's own that a model may not take: answers without them are answers. */
const SETTINGS = [
  "temperature",
  "topP",
  "topK",
  "seed",
  "presencePenalty",
  "frequencyPenalty",
  "stop",
  "maxOutputTokens",
  "reasoning",
  "toolChoice",
] as const satisfies (keyof AnyRequest)[];

type Setting = (typeof SETTINGS)[number];

/** Names that the AI SDK has for them. */
const FEATURES: Partial<Record<Setting, string>> = { stop: "stopSequences" };

/**
 * Asks, and where a setting is refused before anything is sent, asks without it and says so, as the AI SDK
 * expects of providers. Who refuses is the runtime: what it takes is known in one place.
 *
 * @param stays options of Kei's own are typed by the model, and refused as ever
 */
export async function askWithout<T>(
  request: AnyRequest,
  stays: (setting: string) => boolean,
  warn: (warning: SharedV4Warning) => void,
  ask: (request: AnyRequest) => Promise<T>,
): Promise<T> {
  for (let asked = request; ; ) {
    try {
      return await ask(asked);
    } catch (thrown) {
      const setting = refusedSetting(thrown, asked);
      if (setting === undefined || stays(setting)) throw thrown;
      warn({
        type: "unsupported",
        feature: FEATURES[setting] ?? setting,
        details: (thrown as KeiError).message,
      });
      const { [setting]: value, ...rest } = asked;
      // No tool may be called: then there are none.
      asked = setting === "toolChoice" && value === "none" ? withoutTools(rest) : rest;
    }
  }
}

function withoutTools({ tools: _, ...rest }: AnyRequest): AnyRequest {
  return rest;
}

/** By the message, which begins with the key. That of a route has the model before it. */
function refusedSetting(thrown: unknown, request: AnyRequest): Setting | undefined {
  if (!(thrown instanceof KeiError) || thrown.code !== "unsupported") return undefined;
  if (thrown.status !== undefined) return undefined;
  return SETTINGS.find(
    (name) =>
      request[name] !== undefined &&
      new RegExp(`(?:^|: )${name}\\b[^:;]* is not supported by `).test(thrown.message),
  );
}
