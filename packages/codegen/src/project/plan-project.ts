import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { fillKeyTables } from "../emit/key-tables.ts";
import type { Inputs } from "../layers/layer-names.ts";
import { type GeneratedFile, type GenerateResult, generate } from "../pipeline/generate.ts";
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
    rustFacts: project.folders.rustFacts !== undefined,
    emitters,
  });
  const { registry, files } = result;
  if (registry === undefined) return { ...result, plan: undefined };
  const plan = planWrites([...files, ...documents(project)], project.folders, {
    ...folders,
    [DOCUMENTS]: project.registry,
  });
  return { ...result, plan };
}

/** Beside the targets of emitters, none of which can have this name. */
const DOCUMENTS = "<documents>";

/** The document beside the TOML files, where it has places for tables of keys. */
function documents({ document }: Project): readonly GeneratedFile[] {
  if (document === undefined) return [];
  if (statSync(document, { throwIfNoEntry: false })?.isFile() !== true) return [];
  const before = readFileSync(document, "utf8");
  const text = fillKeyTables(before);
  return text === before && !text.includes("<!-- kei gen: ")
    ? []
    : [{ target: DOCUMENTS, path: basename(document), text }];
}
