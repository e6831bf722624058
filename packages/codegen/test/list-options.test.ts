import { expect, it } from "vitest";
import { createProgram } from "../src/commands/create-program.ts";
import { fakeTerminal } from "./support/fake-terminal.ts";

const program = createProgram({
  terminal: fakeTerminal(),
  version: "1.2.3",
  exit() {},
  interrupted: () => new AbortController().signal,
});

/** Every option of every command. */
const options = program.commands.flatMap((command) =>
  command.options.map((option) => ({ name: command.name(), option })),
);

it("no option takes a list with blanks, which would swallow what follows it", () => {
  expect(options.filter(({ option }) => option.variadic)).toEqual([]);
});

it.each(options.filter(({ option }) => option.flags.includes(",...")))(
  "$name $option.flags takes commas, and may be given again",
  ({ option }) => {
    const first = option.parseArg?.("a, b", undefined as never);
    expect(option.parseArg?.("c", first as never)).toEqual(["a", "b", "c"]);
    expect(() => option.parseArg?.("a,,b", undefined as never)).toThrow("A value is empty.");
  },
);
