import { Argument } from "commander";
import { type DefineCommand, registryOption } from "../context.ts";
import type { ShellName } from "./completion.ts";

/** Defines `kei completion`, and the hidden command that its scripts ask for ids. */
export const defineCompletion: DefineCommand = ({ program, terminal, exit }) => {
  program
    .command("completion")
    .description("print a script that completes kei's commands, options and ids in a shell")
    .addArgument(new Argument("<shell>", "the shell").choices(["bash", "zsh", "fish"]))
    .addHelpText(
      "after",
      "\nExample:\n  kei completion bash >> ~/.bashrc\n  kei completion zsh > ~/.zfunc/_kei        # a folder of your fpath\n  kei completion fish > ~/.config/fish/completions/kei.fish",
    )
    .action(async (shell: ShellName) => {
      const { runCompletion } = await import("./completion.ts");
      exit(runCompletion(shell, program, terminal));
    });
  program
    .command("__complete", { hidden: true })
    .argument("<kind>")
    .addOption(registryOption())
    .addHelpText("after", "\nExample:\n  kei __complete providers")
    .action(async (kind: string, options: { registry?: string }) => {
      const { runComplete } = await import("./complete.ts");
      exit(runComplete(kind, options, terminal));
    });
};
