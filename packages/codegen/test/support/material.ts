import type { Material } from "../../src/sources/material.ts";

/** Files as if they had been read from somewhere. */
export function material(
  files: Readonly<Record<string, unknown>>,
  more: Partial<Material> = {},
): Material {
  const bytes = Object.entries(files).map(([path, content]): [string, Uint8Array] => [
    path,
    new TextEncoder().encode(typeof content === "string" ? content : JSON.stringify(content)),
  ]);
  const [first] = Object.keys(files);
  return {
    name: first ?? "nothing",
    from: first ?? "nothing",
    files: new Map(bytes),
    hash: "sha256-00",
    ...more,
  };
}

/** A package with a name and some files. */
export function packageOf(name: string, files: Readonly<Record<string, unknown>>): Material {
  return material({ "package.json": { name }, ...files }, { name: `npm:${name}@1.0.0` });
}
