/** What a data set consists of, before anybody has looked into it. */
export interface Material {
  /** Where it was read from, as messages say it: a path, a URL without what may be secret, `npm:…`. */
  readonly name: string;
  /** Files by their path in the folder or the package. A file or a page alone has one, of its own name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Hash of what was read, in hex: `sha512-…` of a package, else `sha256-…`. */
  readonly hash: string;
  /** What `from` of a source says of it: for a package that was named by a tag, its version. */
  readonly from: string;
  /** Version of a package. */
  readonly version?: string;
  /** ISO date on which a package was published, or a page last changed. */
  readonly datedAt?: string;
  /** SPDX identifier that a package states. */
  readonly license?: string;
}

/** Text of a file; `undefined` when it is not there. Bytes that are no UTF-8 are replaced. */
export function findText({ files }: Material, path: string): string | undefined {
  const bytes = files.get(path);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

/** Name of the package that a material is, by its package.json; `undefined` when it is none. */
export function packageName(material: Material): string | undefined {
  const text = findText(material, "package.json");
  if (text === undefined) return undefined;
  try {
    const { name } = JSON.parse(text) as { readonly name?: unknown };
    return typeof name === "string" ? name : undefined;
  } catch {
    return undefined;
  }
}
