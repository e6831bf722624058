import type { DefineCommand } from "../context.ts";

export const defineInit: DefineCommand = ({ program, terminal, exit }) => {
  program
    .command("init")
    .description("make a small registry of your own")
    .argument("<dir>", "folder to make it in")
    .addHelpText("after", "\nExample:\n  kei init my-registry && cd my-registry && kei gen")
    .action(async (dir: string) => {
      const { runInit } = await import("./init.ts");
      exit(runInit(dir, terminal));
    });
};
