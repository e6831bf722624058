import { describe, expect, it } from "vitest";
import { billOfMaterials, licenceReport, partsOf } from "../release/bill-of-materials.mjs";

const files = (dependencies: object, thirdParty = "") =>
  new Map([
    ["package.json", Buffer.from(JSON.stringify({ dependencies }))],
    ["dist/THIRD-PARTY.txt", Buffer.from(`Contains these.\n\n${thirdParty}`)],
  ]);
const installed = {
  "node_modules/outer": { version: "2.0.0", license: "MIT", dependencies: { inner: "^1.0.0" } },
  "node_modules/inner": { version: "1.4.0", license: "ISC" },
  "node_modules/closed": { version: "3.0.0", license: "UNLICENSED" },
};
const inside = "@scope/copied 1.2.3 (BSD-3-Clause)\n\nRedistribution (in source) of 2.0 (two)\n";

describe("partsOf", () => {
  it("finds what is copied, what is installed, and what that installs", () => {
    expect(partsOf(files({ outer: "^2.0.0" }, inside), installed)).toEqual([
      { name: "@scope/copied", version: "1.2.3", license: "BSD-3-Clause", isInside: true },
      { name: "inner", version: "1.4.0", license: "ISC", isInside: false },
      { name: "outer", version: "2.0.0", license: "MIT", isInside: false },
    ]);
  });

  it.each([
    ["a licence that not everybody may use", { closed: "3" }, "closed 3.0.0 is under UNLICENSED"],
    ["a package that is not installed", { absent: "1" }, "absent is not installed"],
  ])("refuses %s", (_, dependencies, message) => {
    expect(() => partsOf(files(dependencies), installed)).toThrow(message);
  });

  it("refuses a copied package under such a licence", () => {
    expect(() => partsOf(files({}, "taken 1.0.0 (GPL-3.0-only)\n"), installed)).toThrow(
      "taken 1.0.0 is under GPL-3.0-only",
    );
  });
});

const published = { name: "@kei/one", version: "0.1.0", license: "Apache-2.0" };
const parts = partsOf(files({ outer: "^2.0.0" }, inside), installed);

describe("billOfMaterials", () => {
  it("is CycloneDX with every part, by its package URL", () => {
    const bill = JSON.parse(billOfMaterials(published, parts));
    expect(bill).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6" });
    const { component } = bill.metadata;
    expect(component).toMatchObject({ name: "@kei/one", purl: "pkg:npm/%40kei/one@0.1.0" });
    const purls = (of: readonly { readonly purl: string }[]) => of.map(({ purl }) => purl);
    expect(purls(component.components)).toEqual(["pkg:npm/%40scope/copied@1.2.3"]);
    expect(purls(bill.components)).toEqual(["pkg:npm/inner@1.4.0", "pkg:npm/outer@2.0.0"]);
    expect(bill.dependencies).toContainEqual({
      ref: "pkg:npm/%40kei/one@0.1.0",
      dependsOn: ["pkg:npm/%40scope/copied@1.2.3", "pkg:npm/inner@1.4.0", "pkg:npm/outer@2.0.0"],
    });
  });

  it("is the same text for the same parts", () => {
    expect(billOfMaterials(published, [...parts].reverse())).toBe(
      billOfMaterials(published, parts),
    );
  });
});

describe("licenceReport", () => {
  it("has a line for each part", () => {
    expect(licenceReport("@kei/one", parts).split("\n")).toEqual([
      "@kei/one\tcontains\t@scope/copied\t1.2.3\tBSD-3-Clause",
      "@kei/one\tinstalls\tinner\t1.4.0\tISC",
      "@kei/one\tinstalls\touter\t2.0.0\tMIT",
    ]);
  });
});
