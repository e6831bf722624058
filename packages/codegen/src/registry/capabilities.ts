import type { WrittenModel } from "../layers/model.ts";
import type { WrittenProvider } from "../layers/provider.ts";
import {
  type Capability,
  capabilities,
  impliedBy,
  impliedByRefusal,
  wordsOf,
} from "../layers/vocabulary.ts";

type Defaults = Partial<NonNullable<WrittenProvider["defaults"]>>;
type Answers = Pick<WrittenModel, "capabilities" | "refuses" | "when" | "efforts">;

/**
 * What a model can do, and what it refuses: its own answers, then those of its provider for words that
 * it does not answer, then what follows from these.
 */
export function resolveCapabilities(
  model: Answers,
  defaults: Defaults,
): {
  readonly capabilities: readonly Capability[] | undefined;
  readonly refuses: readonly Capability[] | undefined;
} {
  const conditional = new Set(model.when?.flatMap((each) => each.capabilities));
  const able = new Set(
    [...(model.capabilities ?? []), ...impliedByEfforts(model)].flatMap(impliedBy),
  );
  const refused = new Set((model.refuses ?? []).flatMap(impliedByRefusal));
  const isAnswered = (word: Capability) =>
    able.has(word) || refused.has(word) || conditional.has(word);
  const inherited = (defaults.capabilities ?? []).filter((word) => !isAnswered(word));
  const inheritedRefusals = (defaults.refuses ?? []).filter((word) => !isAnswered(word));
  for (const word of inherited.flatMap(impliedBy)) {
    if (!refused.has(word) && !conditional.has(word)) able.add(word);
  }
  for (const word of inheritedRefusals.flatMap(impliedByRefusal)) {
    if (!able.has(word) && !conditional.has(word)) refused.add(word);
  }
  // What is true under a condition is not true without it.
  for (const word of conditional) able.delete(word);
  const isKnown = model.capabilities !== undefined || able.size > 0;
  return {
    capabilities: isKnown ? ordered(able) : undefined,
    refuses: refused.size > 0 ? ordered(refused) : undefined,
  };
}

/** Efforts are efforts of thinking, and with `none` it is off. */
function impliedByEfforts({ efforts }: Pick<Answers, "efforts">): readonly Capability[] {
  if (efforts === undefined) return [];
  return efforts.includes("none") ? ["reasoning-effort", "reasoning-off"] : ["reasoning-effort"];
}

function ordered(words: ReadonlySet<Capability>): readonly Capability[] {
  return wordsOf(capabilities).filter((word) => words.has(word));
}
