import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { UserError } from "../../text/user-error.ts";

const MARKDOWN = /\.md$/i;
const PICTURE = /\.(?:avif|gif|jpe?g|png|svg|webp)$/i;
/** Folders that nobody wrote docs in, though they may hold some. */
const PASSED_BY = /^(?:\.|node_modules$|dist$|target$)/;

/**
 * Markdown files and pictures, by their path from the deepest folder that holds all that is named. They
 * stand in the order in which they are named, those of a folder by name, its README first.
 *
 * @throws UserError for what is not there, and for a name without Markdown
 */
export function readDocs(
  names: readonly string[],
  cwd: string,
): Readonly<Record<string, string | Uint8Array>> {
  const paths = names.map((name) => resolve(cwd, name));
  const files = paths.flatMap((path, index) => {
    const found = filesOf(path);
    if (found.some((file) => MARKDOWN.test(file))) return found;
    throw new UserError(`there is no Markdown in ${names[index]}`);
  });
  const base = paths.map(folderOf).reduce(commonFolder);
  return Object.fromEntries(
    files.map((file) => [
      relative(base, file).split(sep).join("/"),
      MARKDOWN.test(file) ? readFileSync(file, "utf8") : readFileSync(file),
    ]),
  );
}

function filesOf(path: string): readonly string[] {
  const info = statSync(path, { throwIfNoEntry: false });
  if (info === undefined) throw new UserError(`there is no ${path}`);
  if (!info.isDirectory()) return MARKDOWN.test(path) || PICTURE.test(path) ? [path] : [];
  const entries = readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => !PASSED_BY.test(name))
    .sort((a, b) => Number(isFolder(a)) - Number(isFolder(b)) || rank(a.name, b.name));
  return entries.flatMap((entry) =>
    isFolder(entry) || entry.isFile() ? filesOf(join(path, entry.name)) : [],
  );
}

function isFolder(entry: { isDirectory(): boolean }): boolean {
  return entry.isDirectory();
}

/** By code units, but for a README. */
function rank(a: string, b: string): number {
  const isReadme = (name: string) => Number(/^README\.md$/i.test(name));
  return isReadme(b) - isReadme(a) || (a < b ? -1 : 1);
}

function folderOf(path: string): string {
  return statSync(path).isDirectory() ? path : dirname(path);
}

function commonFolder(a: string, b: string): string {
  const [left, right] = [a.split(sep), b.split(sep)];
  const length = left.findIndex((part, index) => part !== right[index]);
  return length === -1 ? a : left.slice(0, length).join(sep) || sep;
}
