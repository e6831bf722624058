import type { Project } from "../../config.ts";
import { createEmitters } from "../../emit/emitters.ts";
import { generate } from "../../generate.ts";
import type { Inputs } from "../../layers.ts";
import { planWrites } from "../../write.ts";
import { plural } from "../terminal.ts";
import type { Finding } from "./finding.ts";

/** Whether generated files are what `kei gen` would write: the comparison of `kei gen --check`. */
export async function checkGenerated(
  project: Project,
  inputs: Inputs,
  today: string,
): Promise<Finding> {
  const found = { check: "generated", subject: "generated files" } as const;
  const { registry, files } = await generate(inputs, {
    today,
    typesModule: project.typesModule,
    clients: project.clients,
    emitters: createEmitters(),
  });
  if (registry === undefined) {
    return {
      ...found,
      state: "warn",
      message: "not compared: the registry has errors",
      advice: "mend the registry first",
    };
  }
  const { all, changed, stale } = planWrites(files, project.folders);
  const differing = changed.size + stale.length;
  return differing === 0
    ? { ...found, state: "ok", message: `${plural(all.size, "file")} up to date` }
    : {
        ...found,
        state: "error",
        message: `${plural(differing, "file")} of ${all.size} not up to date`,
        advice: "kei gen (kei gen --check names them)",
      };
}
