import { publicPackages } from "@kei/consumers/public-packages";
import { describe, expect, it } from "vitest";
import { auditTarball } from "../release/audit-tarball.mjs";

const manifest = {
  name: "@kei/runtime",
  version: "1.0.0",
  description: "A client.",
  keywords: ["client"],
  files: ["dist", "CHANGELOG.md"],
  license: "Apache-2.0",
  type: "module",
  engines: { node: ">=20.19" },
  publishConfig: { access: "public", provenance: true },
  dependencies: { "@kei/registry": "^1.0.0" },
};

const files = (changed: object, ...more: readonly string[]) =>
  new Map(
    Object.entries({
      "package.json": JSON.stringify({ ...manifest, ...changed }),
      "README.md": "# Runtime",
      LICENSE: "Apache",
      "dist/index.js": "export {};",
      ...Object.fromEntries(more.map((name) => [name, "x"])),
    }).map(([name, text]) => [name, Buffer.from(text)]),
  );

describe("auditTarball", () => {
  it("has no remark about a package as it should be", () => {
    const more = ["dist/gen/xai.gen.d.ts", "dist/chunks/chunk-AB2.js", "CHANGELOG.md"];
    expect(auditTarball(files({}, ...more))).toEqual([]);
  });

  it.each<[object, string]>([
    [{ scripts: { postinstall: "node x.js" } }, "runs a script at install: postinstall"],
    [{ scripts: { prepare: "node x.js" } }, "runs a script at install: prepare"],
    [{ description: undefined }, "description is missing"],
    [{ keywords: [] }, "keywords are missing"],
    [{ files: ["dist"] }, "files is without CHANGELOG.md"],
    [{ license: "MIT" }, "license is not Apache-2.0"],
    [{ type: undefined }, "type is not module"],
    [{ engines: {} }, "engines.node is not >=20.19"],
    [{ publishConfig: { access: "public" } }, "publishConfig.provenance is not true"],
    [{ publishConfig: { provenance: true } }, "publishConfig.access is not public"],
    [
      { dependencies: { "@kei/registry": "workspace:^" } },
      "dependencies: @kei/registry is workspace:^",
    ],
    [{ peerDependencies: { zod: "catalog:" } }, "peerDependencies: zod is catalog:"],
    [{ optionalDependencies: { a: "someone/a" } }, "optionalDependencies: a is someone/a"],
  ])("%j: %s", (changed, want) => {
    expect(auditTarball(files(changed))).toEqual([want]);
  });

  it.each([
    "dist/index.ts",
    "dist/index.test.js",
    "dist/index.js.map",
    "dist/.tsbuildinfo",
    "dist/.env",
    "src/index.js",
    "dist/node_modules/a/b.json",
    "THIRD-PARTY.txt",
    ".npmrc",
  ])("%s is not expected", (name) => {
    expect(auditTarball(files({}, name))).toEqual([`unexpected file: ${name}`]);
  });

  it.each(["README.md", "LICENSE"])("%s has to be there", (name) => {
    const without = files({});
    without.delete(name);
    expect(auditTarball(without)).toContain(`${name} is missing or empty`);
  });

  it("knows every package that is published", () => {
    for (const { manifest: ours } of publicPackages()) {
      const problems = auditTarball(files({ name: ours.name }));
      expect(problems.filter((problem) => problem.includes("does not know"))).toEqual([]);
    }
    expect(auditTarball(files({ name: "@kei/new" }))).toEqual([
      "scripts/release/expected-files.mjs does not know the package",
    ]);
  });
});
