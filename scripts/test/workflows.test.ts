import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readManifest, root } from "@kei/consumers/public-packages";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

interface Job {
  readonly "runs-on": string;
  readonly "timeout-minutes"?: number;
  readonly strategy?: { readonly matrix: { readonly os: readonly string[] } };
  readonly steps: readonly Step[];
}

const FOLDER = join(root, ".github/workflows");
const { packageManager = "", scripts = {} } = readManifest(root);

const texts = readdirSync(FOLDER).map(
  (name) => [name, readFileSync(join(FOLDER, name), "utf8")] as const,
);

function jobsOf(text: string): readonly (readonly [name: string, Job])[] {
  return Object.entries((parse(text) as { readonly jobs: Readonly<Record<string, Job>> }).jobs);
}

describe.each(texts)("%s", (_, text) => {
  const steps = jobsOf(text).flatMap(([, job]) => job.steps);

  it("takes actions by commit, and says of which version it is", () => {
    const used = steps.flatMap(({ uses }) => uses ?? []);
    expect(used).not.toEqual([]);
    expect(used.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
    // What comes behind `#` the parser does not see.
    expect(text.match(/uses: \S+ # v\d+\.\d+\.\d+$/gm)).toHaveLength(used.length);
  });

  it("installs the pnpm that package.json names, and no other", () => {
    for (const [, named] of text.matchAll(/\b(pnpm@[^\s"]+)/g)) expect(named).toBe(packageManager);
  });

  it("runs what is there", () => {
    const own = ["exec", "install"];
    for (const { run = "" } of steps) {
      for (const [, script = ""] of run.matchAll(/^(?:npx -y )?pnpm(?:@\S+)? (\S+)/gm)) {
        expect([...Object.keys(scripts), ...own]).toContain(script);
      }
      for (const [, file = ""] of run.matchAll(/^node (\S+)/gm)) {
        expect(existsSync(join(root, file)), file).toBe(true);
      }
    }
  });

  it("ends what hangs", () => {
    for (const [name, job] of jobsOf(text)) {
      expect(job["timeout-minutes"], name).toBeLessThanOrEqual(90);
    }
  });
});

describe("ci.yml", () => {
  const text = readFileSync(join(FOLDER, "ci.yml"), "utf8");
  const jobs = jobsOf(text);
  const [linux, windows, macos] = ["ubuntu-24.04", "windows-2025", "macos-15"];

  it("has a job a task, on the systems where it makes sense", () => {
    const systems = jobs.map(([name, job]) => [
      name,
      job["runs-on"] === "${{ matrix.os }}" ? job.strategy?.matrix.os : [job["runs-on"]],
    ]);
    expect(Object.fromEntries(systems)).toEqual({
      lint: [linux],
      types: [linux, windows, macos],
      generated: [linux, windows, macos],
      "test-fast": [linux, windows, macos],
      "test-slow": [linux, macos],
      runtimes: [linux, macos],
      "release-dry": [linux, macos],
      changeset: [linux],
      soak: [linux],
    });
  });

  it("runs all that pnpm check does", () => {
    const run = jobs.flatMap(([, job]) => job.steps.map((step) => step.run ?? ""));
    const ofCheck = (scripts["check"] ?? "").split(" && ").flatMap((command) =>
      // Two jobs.
      command === "pnpm test" ? ["pnpm test:fast", "pnpm test:slow"] : [command],
    );
    expect(ofCheck.length).toBeGreaterThan(4);
    for (const command of ofCheck) {
      expect(run).toContain(command.replace("pnpm", `npx -y ${packageManager}`));
    }
  });
});

describe("the scripts of package.json", () => {
  it("say nothing that one system's shell alone understands", () => {
    const shell = /[$`'|;<>*~]|\b(?:rm|cp|mv|mkdir|test|sh|bash|export)\s|^\w+=|[^&]&[^&]/;
    const folders = readdirSync(join(root, "packages")).map((name) => join(root, "packages", name));
    for (const folder of [root, ...folders]) {
      for (const [name, command] of Object.entries(readManifest(folder).scripts ?? {})) {
        expect(command.replaceAll(/\bpnpm test\b/g, ""), `${folder}: ${name}`).not.toMatch(shell);
      }
    }
  });
});
