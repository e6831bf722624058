import type { Command, Option } from "commander";
import { expect, it } from "vitest";
import { createAddCommand } from "../src/commands/add/add-command.ts";
import { createProgram } from "../src/commands/create-program.ts";
import { fakeTerminal } from "./support/fake-terminal.ts";

const context = {
  terminal: fakeTerminal(),
  exit() {},
  interrupted: () => new AbortController().signal,
};
const program = createProgram({ ...context, version: "1.2.3" });

/** Every option that takes a list, by its command. */
const lists = [program, createAddCommand({ ...context, program })]
  .flatMap((root) => root.commands)
  .flatMap((command) => command.options.map((option) => ({ name: command.name(), option })))
  .filter(({ option }) => option.flags.includes(",..."));

it("no option takes a list with blanks, which would swallow what follows it", () => {
  const all = (command: Command): readonly Option[] => [
    ...command.options,
    ...command.commands.flatMap(all),
  ];
  expect(all(program).filter(({ variadic }) => variadic)).toEqual([]);
  expect(lists.length).toBeGreaterThan(20);
});

it.each(lists.filter(({ name }) => program.commands.some((command) => command.name() === name)))(
  "$name $option.flags takes commas, and may be given again",
  ({ option }) => {
    const first = option.parseArg?.("a, b", undefined as never);
    expect(option.parseArg?.("c", first as never)).toEqual(["a", "b", "c"]);
    expect(() => option.parseArg?.("a,,b", undefined as never)).toThrow("A value is empty.");
  },
);
