import type { Model } from "../../layers/model.ts";
import type { Provider } from "../../layers/provider.ts";
import {
  type Capability,
  type Effort,
  efforts,
  inputModalities,
  type ProtocolName,
  wordsOf,
} from "../../layers/vocabulary.ts";
import { block, string } from "../print.ts";

/** An option of requests: when a model takes it. A row is all that one more option needs. */
interface OptionRule {
  readonly capability: Capability;
  /** What the model is not known to have it does not take; else only what it is known to refuse. */
  readonly mustBeKnown: boolean;
}

/** By the runtime's names of options. */
const optionRules: Readonly<Record<string, OptionRule>> = {
  tools: { capability: "tools", mustBeKnown: true },
  forcedToolChoice: { capability: "tool-choice", mustBeKnown: false },
  budgetTokens: { capability: "reasoning-budget", mustBeKnown: true },
  temperature: { capability: "temperature", mustBeKnown: true },
  topP: { capability: "top-p", mustBeKnown: true },
  topK: { capability: "top-k", mustBeKnown: false },
  seed: { capability: "seed", mustBeKnown: false },
  presencePenalty: { capability: "penalties", mustBeKnown: false },
  frequencyPenalty: { capability: "penalties", mustBeKnown: false },
  logprobs: { capability: "logprobs", mustBeKnown: false },
  parallelToolCalls: { capability: "parallel-tools", mustBeKnown: false },
  stop: { capability: "stop", mustBeKnown: false },
};

const allEfforts = wordsOf(efforts);

/**
 * What a model takes, as members of an interface: the facts that the runtime refuses requests by. Models
 * with the same members share an interface.
 *
 * @param protocol In which it is asked: some things it can do in one protocol alone.
 */
export function modelTakes(model: Model, provider: Provider, protocol: ProtocolName): string {
  const onlyWith: string[] = [];
  const refused: string[] = [];
  for (const [option, { capability, mustBeKnown }] of Object.entries(optionRules)) {
    const asked = mentioned(model, capability) ?? capability;
    const when = effortsFor(model, asked, protocol);
    if (when !== undefined && when.length > 0) {
      onlyWith.push(`readonly ${option}: ${union(when)}`);
      refused.push(option);
    } else if (mustBeKnown ? lacks(model, asked) : refuses(model, asked)) refused.push(option);
  }
  if (lacks(model, "reasoning") && !refused.includes("budgetTokens")) refused.push("budgetTokens");
  const taken = effortsOf(model, protocol);
  const { input, cacheTtls } = model;
  const style = provider.dialect?.reasoningStyle;
  return block([
    `readonly protocol: ${string(protocol)};`,
    ...(taken.length === allEfforts.length ? [] : [`readonly effort: ${union(taken)};`]),
    ...(input === undefined || input.length === wordsOf(inputModalities).length
      ? []
      : [`readonly input: ${union(input)};`]),
    ...(refused.length === 0 ? [] : [`readonly options: AllBut<${union(refused)}>;`]),
    ...(onlyWith.length === 0 ? [] : [`readonly onlyWith: { ${onlyWith.join("; ")} };`]),
    // Of caches behind a gateway the gateway knows.
    ...(cacheTtls === undefined || model.provider !== provider.id
      ? []
      : [`readonly cacheTtls: ${union(cacheTtls)};`]),
    ...(style === undefined ? [] : [`readonly reasoningStyle: ${string(style)};`]),
  ]);
}

/** Whether the model is not known to have it, though something is known of it. */
function lacks({ capabilities, when = [] }: Model, capability: Capability): boolean {
  const isConditional = when.some((each) => each.capabilities.includes(capability));
  return capabilities !== undefined && !isConditional && !capabilities.includes(capability);
}

function refuses({ refuses: refused = [] }: Model, capability: Capability): boolean {
  return refused.includes(capability);
}

/** Of sampling by shares little is known: where nothing is, what holds of the temperature. */
function mentioned(
  { capabilities = [], refuses: refused = [], when = [] }: Model,
  capability: Capability,
): Capability | undefined {
  if (capability !== "top-p") return undefined;
  const words = [...capabilities, ...refused, ...when.flatMap((each) => each.capabilities)];
  return words.includes(capability) ? capability : "temperature";
}

/**
 * The efforts with which the model can do what it can do under conditions alone, `undefined` among them
 * where it is also so without one. No list: there are no such conditions, or types cannot tell.
 */
function effortsFor(
  { when = [], effortDefault }: Model,
  capability: Capability,
  protocol: ProtocolName,
): readonly string[] | undefined {
  const conditions = when.filter((each) => each.capabilities.includes(capability));
  const taken = new Set<string>();
  for (const { effort, thinking, protocol: protocols, serviceTier, without } of conditions) {
    if (protocols !== undefined && !protocols.includes(protocol)) continue;
    const others = serviceTier ?? without;
    if (others !== undefined || (effort ?? thinking) === undefined) return undefined;
    if (effort === undefined && thinking?.includes("budget")) return undefined;
    for (const word of allEfforts) {
      const mode = word === "none" ? "off" : "adaptive";
      if (effort?.includes(word) === false || thinking?.includes(mode) === false) continue;
      taken.add(string(word));
      if (word === effortDefault) taken.add("undefined");
    }
  }
  return conditions.length === 0 ? undefined : [...taken];
}

/** As the runtime has them: what is not known may be asked. */
function effortsOf(model: Model, protocol: ProtocolName): readonly Effort[] {
  if (lacks(model, "reasoning")) return ["none"];
  // Anthropic's protocol asks for an effort as one of adaptive thinking.
  const isSteered = protocol !== "anthropic-messages" || !lacks(model, "reasoning-adaptive");
  if (lacks(model, "reasoning-effort") || !isSteered) {
    const canBeOff = !lacks(model, "reasoning-budget") || !lacks(model, "reasoning-off");
    return canBeOff && !refuses(model, "reasoning-off") ? ["none"] : [];
  }
  return allEfforts.filter((word) =>
    word === "none" ? !refuses(model, "reasoning-off") : model.efforts?.includes(word) !== false,
  );
}

function union(words: readonly string[]): string {
  if (words.length === 0) return "never";
  return words
    .map((word) => (word.startsWith('"') || word === "undefined" ? word : string(word)))
    .join(" | ");
}
