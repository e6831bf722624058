import type { TokenLogprob } from "../chat/reply.ts";
import { fields, type UnknownRecord } from "../platform/records.ts";

/**
 * Probabilities of tokens, in the names of OpenAI, Ollama and Gemini.
 *
 * @param tops where what was likeliest stands apart, for each token in turn
 */
export function readLogprobs(list: unknown, tops?: unknown): TokenLogprob[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item, i) => {
    const token = fields(item);
    const apart = Array.isArray(tops) ? fields(tops[i])["candidates"] : token["top_logprobs"];
    const one = readOne(token);
    if (one === undefined) return [];
    if (!Array.isArray(apart) || apart.length === 0) return [one];
    const top = apart.flatMap((other) => readOne(fields(other)) ?? []);
    return [{ ...one, top }];
  });
}

function readOne(item: UnknownRecord): TokenLogprob | undefined {
  const { token, bytes } = item;
  const logprob = item["logprob"] ?? item["logProbability"];
  if (typeof token !== "string" || typeof logprob !== "number") return undefined;
  return Array.isArray(bytes) ? { token, logprob, bytes } : { token, logprob };
}
