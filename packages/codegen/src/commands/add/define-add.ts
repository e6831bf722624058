import type { DefineCommand } from "../context.ts";

/**
 * The flags are those of the schemas, which take longer to load than most commands run. So they are
 * made when `kei add` is called; until then everything behind `add` is passed on unread.
 */
export const defineAdd: DefineCommand = (context) => {
  context.program
    .command("add")
    .description("add a provider, model or profile to its TOML file")
    .usage("provider|model|profile [options]")
    .helpOption(false)
    .allowUnknownOption()
    .argument("[words...]")
    .action(async (words: string[]) => {
      const { createAddCommand } = await import("./add-command.ts");
      await createAddCommand(context).parseAsync(words, { from: "user" });
    });
};
