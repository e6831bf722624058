import type { Inputs } from "../../layers/layer-names.ts";
import type { Project } from "../../project/config.ts";
import { planProject } from "../../project/plan-project.ts";
import type { Plan } from "../../project/write.ts";
import { plural } from "../../text/numbers.ts";
import { UserError } from "../../text/user-error.ts";
import type { Finding } from "./finding.ts";

/**
 * Whether generated files are what `kei gen` would write: the comparison of `kei gen --check`, but for
 * files of the project's own emitters. Who looks at what is there does not ask for code to be run.
 */
export async function checkGenerated(
  project: Project,
  inputs: Inputs,
  today: string,
): Promise<Finding> {
  const found = { check: "generated", subject: "generated files" } as const;
  let plan: Plan | undefined;
  try {
    const ours = { ...project, emitters: { ...project.emitters, modules: [], folders: {} } };
    ({ plan } = await planProject(ours, inputs, today));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message, hint = "kei gen says the same" } = error;
    return { ...found, state: "error", message, advice: hint };
  }
  if (plan === undefined) {
    return {
      ...found,
      state: "warn",
      message: "not compared: the registry has errors",
      advice: "correct the registry first",
    };
  }
  const { all, changed, stale } = plan;
  const own = project.emitters.modules.length;
  const rest =
    own === 0
      ? ""
      : `; what ${plural(own, "emitter")} of the project would write was not compared: kei gen --check runs such code`;
  const differing = changed.size + stale.length;
  return differing === 0
    ? { ...found, state: "ok", message: `${plural(all.size, "file")} up to date${rest}` }
    : {
        ...found,
        state: "error",
        message: `${plural(differing, "file")} of ${all.size} not up to date${rest}`,
        advice: "kei gen (kei gen --check names them)",
      };
}
