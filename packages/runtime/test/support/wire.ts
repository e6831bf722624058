import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const WIRE = resolve(import.meta.dirname, "../../../../../shared/wire");

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
export const hasWire = existsSync(WIRE);
if (!hasWire) console.log(`skipped: no recorded exchanges in ${WIRE}`);

/** Recordings of a protocol, as the recordings name it (`anthropic_messages`, `openai_chat` …). */
export function recordings(protocol: string): readonly Recording[] {
  if (!hasWire) return [];
  return readdirSync(WIRE, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: folder }) =>
      readdirSync(join(WIRE, folder)).map((file): Recording => {
        const text = readFileSync(join(WIRE, folder, file), "utf8");
        return { ...JSON.parse(text), name: `${folder}/${file.replace(/\.json$/, "")}` };
      }),
    )
    .filter((recording) => recording.protocol === protocol)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
