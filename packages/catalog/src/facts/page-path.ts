/** Of a page, below the root of the site: a folder with an `index.html`, or "" for the first page. */
export function pagePath(kind: "provider" | "model", id: string): string {
  return `${kind}s/${fileName(id)}/`;
}

/**
 * An id as a path that every file system and host has as it is: what else an id may contain is written
 * as `~` and its code. A part that begins with a dot would be a hidden file, or a step upwards.
 */
export function fileName(id: string): string {
  return id
    .replace(/[^A-Za-z0-9._/-]/g, (char) => `~${char.codePointAt(0)?.toString(16)}`)
    .replace(/(^|\/)\./g, "$1~2e");
}
