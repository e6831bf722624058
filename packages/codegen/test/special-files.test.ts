import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findProject } from "../src/project/config.ts";
import { readRegistry, reason } from "../src/project/read-registry.ts";
import { readSource } from "../src/project/registry-source.ts";
import { makeFolder } from "../src/project/replace-file.ts";
import { findStale } from "../src/project/stale.ts";
import { applyPlan, planWrites } from "../src/project/write.ts";
import { temporaryFolder } from "./support/cli.ts";

/** A folder with something in it that never ends. */
function withEndless(name: string): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, name, ".."), { recursive: true });
  symlinkSync("/dev/zero", join(folder, name));
  return folder;
}

const ENDLESS = "it is no file, but a pipe or a device";

describe.skipIf(process.platform === "win32")("what is no file and never ends", () => {
  it("is not read as a file of a registry", () => {
    const folder = withEndless("models.toml");
    expect(readRegistry(folder, folder).model.bytes).toEqual({ unreadable: ENDLESS });
  });

  it("is not read as a configuration", () => {
    const folder = withEndless("kei.config.json");
    expect(() => findProject(folder, {})).toThrow(ENDLESS);
  });

  it("is not read as facts to compare with", async () => {
    const folder = withEndless("data/registry.json");
    for (const name of [".", "data/registry.json"]) {
      const read = readSource(name, folder, { cwd: folder, today: "2026-09-01" });
      await expect(read).rejects.toThrow(ENDLESS);
    }
  });

  it("is not read as a file that was generated", () => {
    const folder = withEndless("old.gen.ts");
    const folders = { schema: folder, typescript: folder, data: folder };
    expect(findStale(folders, new Map())).toEqual([]);
  });
});

describe("a place where nothing can be written", () => {
  /** What is said when one file is to be written there. */
  function refusal(folder: string, path = "a.txt"): { message: string; hint: string | undefined } {
    const folders = { schema: folder, typescript: folder, data: folder };
    try {
      applyPlan(planWrites([{ target: "data", path, text: "x" }], folders));
    } catch (error) {
      const { message, hint } = error as { message: string; hint?: string };
      return { message, hint };
    }
    throw new Error("it was written");
  }

  it("is named where a file is in place of a folder", () => {
    const root = temporaryFolder();
    writeFileSync(join(root, "taken"), "");
    for (const folder of ["taken", "taken/below"]) {
      const { message, hint } = refusal(join(root, folder));
      expect(message).toContain(`${join(root, "taken")}: a file is in its place`);
      expect(hint).toBe("remove it, or write elsewhere with --out");
    }
  });

  it("is named where a folder is in place of a file", () => {
    const root = temporaryFolder();
    mkdirSync(join(root, "a.txt"));
    expect(refusal(root).message).toBe(`cannot write ${join(root, "a.txt")}: it is a folder`);
  });

  it.skipIf(!existsSync("/proc/self"))("is named where no folder can be made, at once", () => {
    expect(refusal("/proc/kei/below").message).toMatch(/\/proc\/kei: (nothing can|permission)/);
  });

  it.each([
    ["EROFS", "the file system is read-only"],
    ["ENOSPC", "the disk is full"],
    ["EDQUOT", "the disk quota is used up"],
    ["EMFILE", "too many files are open"],
    ["EACCES", "permission denied"],
    ["ENOTDIR", "part of its path is a file"],
    ["EISDIR", "it is a folder"],
    ["ELOOP", "its links lead in a circle"],
    ["ENAMETOOLONG", "the name is too long"],
  ])("has a reason in words: %s", (code, words) => {
    expect(reason(Object.assign(new Error("x"), { code }))).toBe(words);
  });
});

describe("a folder that is made", () => {
  it("has those that it is in, and may be there", () => {
    const root = temporaryFolder();
    makeFolder(join(root, "a/b/c"));
    makeFolder(join(root, "a/b/c"));
    writeFileSync(join(root, "a/b/c/d"), "x");
    expect(readFileSync(join(root, "a/b/c/d"), "utf8")).toBe("x");
  });
});
