import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const WIRE = resolve(import.meta.dirname, "../../../../../shared/wire");
/** Those of the Responses API stand apart. */
const FOLDERS = [WIRE, `${WIRE}-responses`];

/** An exchange with a provider, as it was recorded; see the README beside the recordings. */
export interface Recording {
  /** Folder and file name without `.json`. */
  readonly name: string;
  readonly provider: string;
  readonly protocol: string;
  readonly tags: readonly string[];
  readonly request: {
    readonly path: string;
    readonly argv?: readonly string[];
    readonly body: unknown;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly stderr?: string;
  };
}

/** Whether the recordings are there; suites that need them skip, and this says so once per file. */
export const hasWire = FOLDERS.every((folder) => existsSync(folder));
if (!hasWire) console.log(`skipped: no recorded exchanges in ${FOLDERS.join(" and ")}`);

/** Recordings of a protocol, as the recordings name it (`anthropic_messages`, `openai_chat` …). */
export function recordings(protocol: string): readonly Recording[] {
  if (!hasWire) return [];
  return FOLDERS.flatMap((parent) => readdirSync(parent, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .flatMap(({ parentPath, name: folder }) =>
      readdirSync(join(parentPath, folder)).map((file): Recording => {
        const text = readFileSync(join(parentPath, folder, file), "utf8");
        return { ...JSON.parse(text), name: `${folder}/${file.replace(/\.json$/, "")}` };
      }),
    )
    .filter((recording) => recording.protocol === protocol)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
