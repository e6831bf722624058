import {
  autocomplete,
  autocompleteMultiselect,
  isCancel,
  multiselect,
  select,
  text,
} from "@clack/prompts";
import { UserError } from "../text/user-error.ts";
import type { Person } from "./terminal.ts";

// Loaded when a person is asked something, and only then.

/** A question, and what may be answered. */
export interface Question {
  readonly text: string;
  /** Whether it may be left without an answer. */
  readonly isOptional: boolean;
  /** The answers that there are, where they are known. */
  readonly choices: readonly string[] | undefined;
  /** An answer that is there to take or to change. */
  readonly proposal: string | undefined;
  /** Whether several of them may be chosen. */
  readonly takesSeveral: boolean;
  /** What is wrong with an answer that was written; it is asked for again then. */
  wrong(answer: string): string | undefined;
}

/**
 * Asks a person; an answer of several choices has commas, one that was left out is empty.
 *
 * @throws UserError when the person interrupts, or goes.
 */
export async function ask(question: Question, { input, output }: Person): Promise<string> {
  const gone = new AbortController();
  const leave = () => gone.abort();
  input.once("end", leave);
  try {
    const answer = await show(question, { input, output, signal: gone.signal });
    if (isCancel(answer)) throw new UserError("interrupted: nothing was written");
    return typeof answer === "string" ? answer.trim() : (answer ?? []).join(",");
  } finally {
    input.off("end", leave);
  }
}

/** More choices than this are searched, not walked through. */
const FEW = 12;

function show(
  { text: message, isOptional, choices, proposal, takesSeveral, wrong }: Question,
  streams: Person & { readonly signal: AbortSignal },
) {
  if (choices === undefined || choices.length === 0) {
    return text({
      ...streams,
      message,
      ...(proposal === undefined ? {} : { initialValue: proposal }),
      placeholder: isOptional ? "Enter leaves it out" : "",
      validate: (answer = "") => wrong(answer.trim()),
    });
  }
  const known = choices.map((value) => ({ value, label: value }));
  const isLong = choices.length > FEW;
  if (takesSeveral) {
    const asked = { ...streams, message, options: known, required: !isOptional };
    return isLong ? autocompleteMultiselect({ ...asked, maxItems: FEW }) : multiselect(asked);
  }
  const options = isOptional ? [{ value: "", label: "none" }, ...known] : known;
  return isLong
    ? autocomplete({ ...streams, message, options, maxItems: FEW, placeholder: "type to search" })
    : select({ ...streams, message, options });
}
