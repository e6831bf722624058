import { type DefineCommand, jsonOption, listOption, registryOption } from "../context.ts";
import type { DoctorOptions } from "./doctor.ts";

export const defineDoctor: DefineCommand = ({ program, terminal, exit, interrupted }) => {
  program
    .command("doctor")
    .description("check what the registry needs on this machine: keys, servers, tools, files")
    .addOption(registryOption())
    .addOption(listOption("--provider <id,...>", "look at these providers only"))
    .addOption(jsonOption())
    .addHelpText(
      "after",
      "\nNames of variables are shown, their values never. Exits with 1 when the registry has errors\nor generated files are not up to date; a missing key is not an error.\nRuns no code of the project's: files of its own emitters are compared by kei gen --check.\n\nExample:\n  kei doctor --provider anthropic,ollama-local",
    )
    .action(async (options: DoctorOptions) => {
      const [{ runDoctor }, { runProgram }] = await Promise.all([
        import("./doctor.ts"),
        import("./run-program.ts"),
      ]);
      const probes = {
        fetch,
        run: runProgram,
        nodeVersion: process.version,
        signal: interrupted(),
      };
      exit(await runDoctor(options, terminal, probes));
    });
};
