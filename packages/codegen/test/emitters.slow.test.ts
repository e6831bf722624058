import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { guardEmitter } from "../src/project/guard-emitter.ts";
import { kei, ROOT, readFiles, temporaryFolder, tsc, writeFiles } from "./support/cli.ts";
import { EMPTY } from "./support/fixtures.ts";

const GUIDE = readFileSync(join(ROOT, "docs/guides/emitters.md"), "utf8");

/** The only example of the guide in a language. */
function example(language: string): string {
  const blocks = [...GUIDE.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, "gm"))];
  expect(blocks).toHaveLength(1);
  return blocks[0]?.[1] as string;
}

/** A small registry, and modules beside it. */
async function project(modules: Readonly<Record<string, string>>): Promise<string> {
  const folder = temporaryFolder();
  expect(await kei(["init", folder])).toMatchObject({ code: 0 });
  writeFiles(folder, modules);
  return folder;
}

const emitterModule = (name: string, emit: string) =>
  `export const emitter = { name: ${JSON.stringify(name)}, emit: ${emit} };`;

/** A configuration with the targets where they are without one. */
const config = (more: { emitters?: unknown; targets?: object }) =>
  JSON.stringify({
    registry: ".",
    ...more,
    targets: { schema: "schema", typescript: "gen", data: "data", ...more.targets },
  });

describe("docs/guides/emitters.md", () => {
  it("has an example of at most 20 lines that writes what it says", async () => {
    const text = example("js");
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(20);
    const folder = await project({ "prices.mjs": text });
    const run = ["gen", "--emitter", "./prices.mjs", "--out", "build"];
    expect(await kei(run, { cwd: folder })).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, "build/prices/prices.csv"), "utf8").split("\r\n")).toEqual([
      '"model","name","currency","input","output"',
      expect.stringMatching(/^"example\/example-large",".+","USD","300000000","1500000000"$/),
      "",
    ]);
    const data = readFileSync(join(folder, "build/data/registry.json"), "utf8");
    const { contentHash } = JSON.parse(data) as { contentHash: string };
    expect(readFileSync(join(folder, "build/prices/prices.version"), "utf8")).toBe(
      `${contentHash}\n`,
    );
    expect(await kei([...run, "--check"], { cwd: folder })).toMatchObject({ code: 0 });
  });

  it("has a configuration that works as it stands", async () => {
    const folder = temporaryFolder();
    await kei(["init", join(folder, "registry")]);
    writeFiles(folder, { "prices.mjs": example("js"), "kei.config.json": example("json") });
    expect(await kei(["gen"], { cwd: folder })).toMatchObject({ code: 0 });
    expect(existsSync(join(folder, "public/prices/prices.csv"))).toBe(true);
    expect(await kei(["check"], { cwd: folder })).toMatchObject({ code: 0 });
  });

  it("has examples that the types of @kei/codegen accept", async () => {
    const folder = temporaryFolder();
    writeFiles(folder, {
      "prices.mjs": example("js"),
      "ids.ts": example("ts"),
      "package.json": '{ "type": "module" }',
      "node_modules/@kei/.keep": "",
    });
    symlinkSync(join(ROOT, "packages/codegen"), join(folder, "node_modules/@kei/codegen"), "dir");
    // As an installed package is seen: without what lies beside this one in the repository.
    const options =
      "--preserveSymlinks --noEmit --strict --checkJs --module nodenext --target es2023 --lib es2023";
    const { code, out } = await tsc(["prices.mjs", "ids.ts", ...options.split(" ")], folder);
    expect(out).toBe("");
    expect(code).toBe(0);
  });
});

describe("an emitter that is not ours", () => {
  it("may be TypeScript where Node takes it, and is told where not", async () => {
    const folder = await project({ "ids.ts": example("ts") });
    const { code, err } = await kei(["gen", "--emitter", "ids.ts"], { cwd: folder });
    if ("typescript" in process.features && process.features.typescript !== false) {
      expect(code).toBe(0);
      expect(readFileSync(join(folder, "ids/ids.txt"), "utf8")).toContain(
        "example/example-large\n",
      );
    } else {
      expect(code).toBe(1);
      expect(err).toContain("Node takes TypeScript from 22.18 on");
    }
  });

  it("has its files compared by --check, not by doctor, and none of them removed", async () => {
    const folder = await project({
      "mine.mjs": emitterModule("mine", '() => [{ path: "sub/a.txt", text: "a\\n" }]'),
      "kei.config.json": config({ emitters: ["./mine.mjs"], targets: { mine: "out/mine" } }),
      "out/mine/theirs.txt": "theirs\n",
    });
    const doctor = async () => {
      const { out } = await kei(["doctor", "--json"], { cwd: folder });
      const findings = JSON.parse(out) as { check: string; state: string; message: string }[];
      return findings.find(({ check }) => check === "generated");
    };
    expect(await kei(["gen"], { cwd: folder })).toMatchObject({ code: 0 });
    expect(readFiles(join(folder, "out"))).toEqual({
      "mine/sub/a.txt": "a\n",
      "mine/theirs.txt": "theirs\n",
    });
    expect(await doctor()).toMatchObject({ state: "ok" });

    writeFileSync(join(folder, "out/mine/sub/a.txt"), "b\n");
    expect(await kei(["gen", "--check"], { cwd: folder })).toMatchObject({
      code: 1,
      out: "differs: out/mine/sub/a.txt\n1 generated file not up to date: run kei gen\n",
    });
    writeFileSync(join(folder, "mine.mjs"), "throw new Error('boom');");
    expect((await kei(["gen", "--check"], { cwd: folder })).err).toContain("mine.mjs: Error: boom");
    // Commands that generate nothing run nothing.
    const message =
      /^23 files up to date; what 1 emitter of the project would write was not compared/;
    expect(await doctor()).toMatchObject({ state: "ok", message });
    expect(await kei(["check"], { cwd: folder })).toMatchObject({ code: 0, err: "" });
  });

  it("is run again when anything that it reads has changed", async () => {
    const folder = await project({
      "text.mjs": 'export const text = "one";',
      "mine.mjs": `import { text } from "./text.mjs"; ${emitterModule("mine", '() => [{ path: "a.txt", text }]')}`,
    });
    const run = () => kei(["gen", "--emitter", "mine.mjs"], { cwd: folder });
    await run();
    expect(readFileSync(join(folder, "mine/a.txt"), "utf8")).toBe("one");
    writeFileSync(join(folder, "text.mjs"), 'export const text = "two";');
    expect((await run()).out).toContain("1 written");
    expect(readFileSync(join(folder, "mine/a.txt"), "utf8")).toBe("two");
    // What it wrote is none of ours.
    expect((await kei(["gen"], { cwd: folder })).out).toContain("up to date");
  });

  it("comes along with --out, and beside others", async () => {
    const folder = await project({
      "one.mjs": emitterModule("one", 'async () => [{ path: "a.txt", text: "" }]'),
      "two.mjs": emitterModule("two", '() => [{ path: "a.txt", text: "" }]'),
      "three.mjs": emitterModule("three", "() => []"),
      "kei.config.json": config({ emitters: ["./one.mjs"], targets: { one: "elsewhere" } }),
    });
    const more = ["--emitter", "two.mjs", "--emitter", "three.mjs,one.mjs", "--out", "build"];
    expect(await kei(["gen", ...more], { cwd: folder })).toMatchObject({ code: 0, err: /runtime/ });
    const files = Object.keys(readFiles(join(folder, "build")));
    expect(files).toContain("one/a.txt");
    expect(files).toContain("two/a.txt");
    expect(existsSync(join(folder, "elsewhere"))).toBe(false);
  });

  it("can change nothing for the others", async () => {
    const folder = await project({
      "mine.mjs": emitterModule("mine", "({ models }) => models.reverse() && []"),
      "deep.mjs": emitterModule("deep", "({ models }) => { models[0].price.kind = 'free'; }"),
    });
    for (const name of ["mine", "deep"]) {
      const { code, err } = await kei(["gen", "--emitter", `${name}.mjs`], { cwd: folder });
      expect(code).toBe(1);
      expect(err).toMatch(/failed: TypeError: Cannot assign to read only property .* \(line 1\)/);
    }
    expect(existsSync(join(folder, "gen"))).toBe(false);
  });

  it.each<[string, string, RegExp]>([
    ["a syntax error", "export const = 1;", /cannot load .*mine\.mjs: SyntaxError.*\n.*--check/],
    ["an import that fails", 'import "nowhere-to-be-found";', /Cannot find package/],
    ["another export", "export default {}; export const Emitter = 1;", /but Emitter, default/],
    ["an export that is none", "export const emitter = () => [];", /"emitter" is not an object/],
    ["no name", "export const emitter = { emit() {} };", /must be in kebab-case/],
    ["a name that is a path", emitterModule("../x", "() => []"), /must be in kebab-case/],
    [
      "no emit",
      'export const emitter = { name: "mine" };',
      /"emit" of the emitter is not a function/,
    ],
    ["our target's name", emitterModule("typescript", "() => []"), /"typescript" already/],
    ["our emitter's name", emitterModule("tsv", "() => []"), /"tsv" already/],
    ["what it returned", emitterModule("mine", "() => 1"), /returned no list of files/],
    [
      "what it threw",
      emitterModule("mine", "() => {\n  throw new Error('boom') }"),
      /boom \(line 2/,
    ],
  ])("is refused for %s, and nothing is written", async (_, text, want) => {
    const folder = await project({ "mine.mjs": text });
    const { code, out, err } = await kei(["gen", "--emitter", "mine.mjs"], { cwd: folder });
    expect(err).toMatch(want);
    expect(err).toContain("mine.mjs");
    expect(err).not.toContain("bug of kei");
    expect(out).toBe("");
    expect(code).toBe(1);
    expect(existsSync(join(folder, "data"))).toBe(false);
  });

  it.each(["new Promise(() => {})", "process.exit(0)"])("does not end kei by %s", async (end) => {
    const folder = await project({ "mine.mjs": emitterModule("mine", `() => ${end}`) });
    const { code, err } = await kei(["gen", "--emitter", "mine.mjs"], { cwd: folder });
    expect(err).toContain(
      "kei: stopped before its work was done: does an emitter call process.exit",
    );
    expect(code).toBe(1);
    expect(existsSync(join(folder, "data"))).toBe(false);
  });

  it("may be called as objects' constructors are", async () => {
    const folder = await project({
      "mine.mjs": emitterModule("constructor", '() => [{ path: "a.txt", text: "a" }]'),
    });
    const run = (...more: string[]) =>
      kei(["gen", "--emitter", "mine.mjs", ...more], { cwd: folder });
    expect(await run()).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, "constructor/a.txt"), "utf8")).toBe("a");
    expect(await run("--check")).toMatchObject({ code: 0 });
    expect(await run("--out", "build")).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, "build/constructor/a.txt"), "utf8")).toBe("a");
  });

  const outside = [
    "../a",
    "/a",
    "a/../../b",
    "a//b",
    "./a",
    "",
    "a\\b",
    "C:/a",
    "a/\n",
    "..",
    "a/",
  ];
  it.each<[unknown, RegExp]>([
    [undefined, /returned no list of files/],
    [[null], /something that is not a file/],
    [[{}], /a file without a path/],
    [[{ path: "a" }], /gave "a" no text/],
    [[{ path: "a", text: "\ud800" }], /is not Unicode/],
    [[1, 2].map(() => ({ path: "a", text: "" })), /made "a" twice/],
    [
      ["ä/B", "A\u0308/b"].map((path) => ({ path, text: "" })),
      /made ".+" and ".+", which are one file/,
    ],
    [["a/b/c", "A/b"].map((path) => ({ path, text: "" })), /made "A\/b" and "a\/b\/c": a file/],
    [[{ target: "data", path: "a", text: "" }], /named the target "data"/],
    ...outside.map((path): [unknown, RegExp] => [[{ path, text: "" }], /cannot write "/]),
  ])("may not return %j", async (files, want) => {
    const emitter = guardEmitter({ name: "mine", emit: () => files as never }, "mine.mjs");
    const options = { contentHash: "sha256-0", typesModule: "@kei/registry" };
    await expect(emitter.emit(EMPTY, options)).rejects.toThrow(want);
  });

  it("is refused when it is not there, or by a configuration that does not fit", async () => {
    const folder = await project({ "mine.mjs": emitterModule("mine", "() => []") });
    const gone = await kei(["gen", "--emitter", "gone.mjs"], { cwd: folder });
    expect(gone).toMatchObject({ code: 1, err: /there is no emitter .*gone\.mjs/ });
    for (const [text, want] of [
      [config({ emitters: "mine.mjs" }), '"emitters" must be a list'],
      [config({ emitters: ["mine.mjs"], targets: { mien: "x" } }), 'target "mien"'],
      [config({ targets: { mine: "x" } }), 'unknown target "mine"'],
      [config({ emitters: ["mine.mjs"], targets: { mine: 1 } }), "must name a folder"],
    ] as const) {
      writeFileSync(join(folder, "kei.config.json"), text);
      const { code, err } = await kei(["gen"], { cwd: folder });
      expect(err).toContain(want);
      expect(code).toBe(1);
    }
  });

  it("follows no link out of its folder", async () => {
    const folder = await project({
      "mine.mjs": emitterModule("mine", '() => [{ path: "sub/a.txt", text: "" }]'),
      "mine/.keep": "",
    });
    const elsewhere = temporaryFolder();
    symlinkSync(elsewhere, join(folder, "mine/sub"));
    const { code, err } = await kei(["gen", "--emitter", "mine.mjs"], { cwd: folder });
    expect(code).toBe(1);
    expect(err).toContain("is a link that leads out of its target");
    expect(readFiles(elsewhere)).toEqual({});
    rmSync(join(folder, "mine/sub"));
  });
});

it("kei doctor runs none of them, and says so", async () => {
  const folder = await project({
    "own.mjs": `import { writeFileSync } from "node:fs";
writeFileSync(new URL("ran", import.meta.url), "");
${emitterModule("own", "() => []")}`,
    "kei.config.json": config({ emitters: ["./own.mjs"], targets: { own: "own" } }),
  });
  expect(await kei(["gen"], { cwd: folder })).toMatchObject({ code: 0 });
  rmSync(join(folder, "ran"));
  const { code, out } = await kei(["doctor"], { cwd: folder });
  expect(code).toBe(0);
  expect(out).toMatch(
    /^ok +generated .* up to date; what 1 emitter of the project would write was not compared: kei gen --check runs such code$/m,
  );
  expect(existsSync(join(folder, "ran"))).toBe(false);
});
