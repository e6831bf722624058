import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { COMPILERS, type CompilerName, type Resolution, typeCheck } from "./compilers.ts";

const PROGRAMS = fileURLToPath(new URL("../programs", import.meta.url));

const ALL: readonly Resolution[] = ["bundler", "node16", "nodenext"];

/** What each version has to understand: programs by their folder, for each of these resolutions. */
const VERSIONS: Readonly<Record<CompilerName, Readonly<Record<string, readonly Resolution[]>>>> = {
  "5.4": { browser: ALL, node: ALL },
  "5.9": { browser: ALL, node: ALL, commonjs: ["nodenext"] },
  "6.0": { browser: ALL, node: ALL, commonjs: ["nodenext"] },
  "7.0": { browser: ALL, node: ALL, commonjs: ["nodenext"] },
};

/**
 * Type-checks programs that use the packages where these are installed, under every TypeScript and
 * `moduleResolution` that is promised. Declarations of the packages are checked as well.
 *
 * @param folder The programs are copied into it.
 * @returns a line per version
 * @throws {Error} with the compiler's words
 */
export async function checkTypes(folder: string): Promise<readonly string[]> {
  const programs = join(folder, "programs");
  cpSync(PROGRAMS, programs, { recursive: true });
  const jobs = Object.entries(VERSIONS).flatMap(([version, resolutionsOf]) =>
    Object.entries(resolutionsOf).flatMap(([program, resolutions]) =>
      resolutions.map((resolution) => ({
        compiler: COMPILERS[version as CompilerName],
        project: join(programs, program),
        resolution,
      })),
    ),
  );
  // Two at a time: the machines of CI have as many cores.
  const worker = async () => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      await typeCheck(job.compiler, job.project, job.resolution);
    }
  };
  await Promise.all([worker(), worker()]);
  return Object.values(COMPILERS).map(({ version }) => `TypeScript ${version}: ${ALL.join(", ")}`);
}
