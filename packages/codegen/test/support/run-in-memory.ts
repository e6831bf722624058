import { CommanderError } from "commander";
import { createProgram } from "../../src/commands/create-program.ts";
import { UserError } from "../../src/text/user-error.ts";
import { fakeTerminal } from "./fake-terminal.ts";

/** What a person sees on a terminal of so many columns, both streams in their order, and the exit code. */
export async function runInMemory(
  args: readonly string[],
  { cwd, width, env = {} }: { cwd: string; width: number; env?: Record<string, string> },
): Promise<string> {
  let shown = "";
  let code: number = 0;
  const show = (text: string) => {
    shown += text;
  };
  const program = createProgram({
    terminal: fakeTerminal({ cwd, width, env, out: show, err: show }),
    version: "1.2.3",
    exit: (ended) => {
      code = ended;
    },
    interrupted: () => new AbortController().signal,
  });
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof UserError) {
      show(`kei: ${error.message}\n${error.hint === undefined ? "" : `  hint: ${error.hint}\n`}`);
      code = 1;
    } else if (error instanceof CommanderError) code = error.exitCode;
    else throw error;
  }
  return `${shown}${code === 0 ? "" : `[exit code ${code}]\n`}`;
}
