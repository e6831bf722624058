import { grouped } from "../../text/numbers.ts";
import type { Rule } from "./rule.ts";

/** Above the largest window that there is, of 10,000,000, and well below 128,000 times 1,000. */
const MAX_WINDOW = 20_000_000;

/** Below the window of any model that answers in text: somebody wrote thousands. */
const MIN_WINDOW = 256;

/** A window is of a size that windows have, and what goes in or comes out fits into it. */
export const plausibleWindows: Rule = ({ registry, report }) => {
  for (const record of registry.models) {
    const { ref, contextWindow, maxInputTokens, maxOutputTokens, output } = record;
    if (contextWindow === undefined) continue;
    const at = (key: string) => ({ record, path: [key] });
    if (contextWindow > MAX_WINDOW || (contextWindow < MIN_WINDOW && output.includes("text"))) {
      report("window-implausible", at("context_window"), {
        message: `context_window of "${ref}" is ${grouped(contextWindow)} tokens`,
        hint: "windows are counted in tokens: check the zeros, and leave the key out where there is no window",
      });
    }
    if (maxInputTokens !== undefined && maxInputTokens > contextWindow) {
      report("input-above-window", at("max_input_tokens"), {
        message: `"${ref}" takes ${grouped(maxInputTokens)} tokens of input, more than its window of ${grouped(contextWindow)}`,
        hint: "correct one of the two: the window holds input and output",
      });
    }
    if (maxOutputTokens !== undefined && maxOutputTokens > contextWindow) {
      report("output-above-window", at("max_output_tokens"), {
        message: `"${ref}" puts out ${grouped(maxOutputTokens)} tokens, more than its window of ${grouped(contextWindow)}`,
        hint: "correct one of the two: the window holds input and output",
      });
    }
  }
};
