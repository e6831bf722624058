/** What ends the thoughts of models that write them into the answer. */
const THOUGHTS_END = [
  "</think>",
  "</thinking>",
  "</thought>",
  "</reasoning>",
  "[/THINK]",
  "◁/think▷",
];

const THOUGHTS_BEGIN = /^(?:<(?:think|thinking|thought|reasoning)>|\[THINK\]|◁think▷)/;

const FENCE = "```";

/**
 * Where the JSON of an answer may be, the likeliest place first: without the thoughts before it, in the
 * last fenced block, from the first brace to the last. Models that are only asked for JSON like to wrap
 * it. Thoughts that do not end have no answer after them.
 */
export function jsonCandidates(text: string): readonly string[] {
  const ends = THOUGHTS_END.map((end) => text.lastIndexOf(end) + end.length);
  const starts = ends.map((end, i) => (end < (THOUGHTS_END[i] as string).length ? 0 : end));
  const answer = text.slice(Math.max(...starts)).trim();
  if (THOUGHTS_BEGIN.test(answer)) return [];
  const candidates = [answer];
  // At the beginning of a line first: a fence may stand inside of a value.
  for (const fence of [`\n${FENCE}`, FENCE]) {
    const pieces = `\n${answer}`.split(fence);
    if (pieces.length === 1) continue;
    // What comes after an odd number of fences is in a block, which may have no end.
    const last = pieces[pieces.length - (pieces.length % 2 === 0 ? 1 : 2)] as string;
    for (const block of [last, pieces.slice(1, -1).join(fence)]) {
      candidates.push(block, block.replace(/^[^\s{["]+/, ""));
    }
  }
  const outer = [between(answer, "{", "}"), between(answer, "[", "]")];
  if (answer.indexOf("[") < answer.indexOf("{")) outer.reverse();
  return [...candidates, ...outer];
}

function between(text: string, open: string, close: string): string {
  return text.slice(text.indexOf(open) >>> 0, text.lastIndexOf(close) + 1);
}
