import type { Inputs } from "../layers/layer-names.ts";
import { type GenerateResult, generate } from "../pipeline/generate.ts";
import type { Project } from "./config.ts";
import { loadEmitters } from "./load-emitters.ts";
import { type Plan, planWrites } from "./write.ts";

/** What a project's registry means, and what has to happen on disk for its files to say so. */
export interface ProjectPlan extends GenerateResult {
  /** Absent when the registry has errors. */
  readonly plan: Plan | undefined;
}

/**
 * Generates everything that a project wants and compares it with what is on disk. Writes nothing.
 *
 * @throws UserError when an emitter of the project is none, or fails.
 */
export async function planProject(
  project: Project,
  inputs: Inputs,
  today: string,
): Promise<ProjectPlan> {
  const { emitters, folders } = await loadEmitters(project);
  const result = await generate(inputs, {
    today,
    typesModule: project.typesModule,
    clients: project.clients,
    rust: project.folders.rust !== undefined,
    emitters,
  });
  const { registry, files } = result;
  const plan = registry === undefined ? undefined : planWrites(files, project.folders, folders);
  return { ...result, plan };
}
