import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import type { Material } from "../../sources/material.ts";
import { UserError } from "../../text/user-error.ts";
import { MAX_PACKED, readPackedFiles } from "../packed-files.ts";
import { type Environment, findCached, hashOf, keep } from "./cache.ts";

const MIB = 1024 ** 2;

/** Longest that npm may take, in milliseconds. */
const PATIENCE = 120_000;

/** A package's name, and after it a version or a tag. */
const SPEC = /^npm:((?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*)@([0-9A-Za-z.+-]+)$/;
const VERSION = /^\d+\.\d+\.\d+(?:[-+].+)?$/;

/** What is looked at in packages: the rest is programs and their maps. */
const LOOKED_AT = /^package\.json$|\.json$|\.d\.ts$|\.[cm]?js$/;

const about = z.object({
  version: z.string().regex(VERSION),
  license: z.string().optional(),
  dist: z.object({
    integrity: z.string().startsWith("sha512-"),
    unpackedSize: z.number().optional(),
  }),
  time: z.record(z.string(), z.unknown()).optional(),
});

/** What is kept beside a package. */
const kept = z.object({
  hash: z.string(),
  license: z.string().optional(),
  publishedAt: z.iso.date().optional(),
});

type Kept = z.infer<typeof kept>;

/** Runs npm in a folder; resolves with what it prints. */
type Npm = (args: readonly string[]) => Promise<string>;

/** Whether a source is a package. */
export function isPackage(from: string): boolean {
  return from.startsWith("npm:");
}

/**
 * A package of the registry that npm is set up with, by the npm that is there: so its settings, its
 * proxies and its credentials hold. It is checked against the integrity that the registry states, and
 * kept: a version that is kept needs no network.
 *
 * @param from - `npm:name@version`; a tag in place of the version, such as `latest`, is looked up.
 * @throws UserError when that is not to be had.
 */
export async function readPackage(
  from: string,
  { cwd, env }: { readonly cwd: string; readonly env: Environment },
): Promise<Material> {
  const [, name = "", wanted = ""] = SPEC.exec(from) ?? [];
  if (name === "") {
    throw new UserError(`"${from}" names no package`, "write npm:NAME@VERSION");
  }
  const npm: Npm = (args) => runNpm(args, { cwd, env, from });
  const known = VERSION.test(wanted) ? findKept(name, wanted, env) : undefined;
  const { version, packed, ...facts } =
    known ?? (await fetchPackage({ name, wanted, env, npm, from }));
  const spec = `npm:${name}@${version}`;
  return {
    name: spec,
    from: spec,
    files: readPackedFiles(packed, spec, (path) => LOOKED_AT.test(path)),
    hash: facts.hash,
    version,
    ...(facts.publishedAt === undefined ? {} : { datedAt: facts.publishedAt }),
    ...(facts.license === undefined ? {} : { license: facts.license }),
  };
}

type Fetched = Kept & { readonly version: string; readonly packed: Uint8Array };

/** A package that was kept and is still what it was. */
function findKept(name: string, version: string, env: Environment): Fetched | undefined {
  const path = keptPath(name, version);
  const packed = findCached(env, `${path}.tgz`);
  const text = findCached(env, `${path}.json`);
  if (packed === undefined || text === undefined) return undefined;
  try {
    const facts = kept.parse(JSON.parse(new TextDecoder().decode(text)));
    return hashOf(packed, "sha512") === facts.hash ? { ...facts, version, packed } : undefined;
  } catch {
    return undefined;
  }
}

function keptPath(name: string, version: string): string {
  return join("npm", `${name.replace("/", "+")}@${version}`);
}

async function fetchPackage({
  name,
  wanted,
  env,
  npm,
  from,
}: {
  readonly name: string;
  readonly wanted: string;
  readonly env: Environment;
  readonly npm: Npm;
  readonly from: string;
}): Promise<Fetched> {
  const facts = parseAbout(await npm(["view", `${name}@${wanted}`, "--json"]), from);
  const { version, dist, license, time = {} } = facts;
  if ((dist.unpackedSize ?? 0) > 4 * MAX_PACKED) {
    throw new UserError(`${from} has ${Math.round((dist.unpackedSize ?? 0) / MIB)} MiB: too much`);
  }
  const alike = VERSION.test(wanted) ? findKept(name, version, env) : undefined;
  if (alike !== undefined) return alike;
  const packed = await pack(`${name}@${version}`, npm, from);
  const hash = `sha512-${Buffer.from(dist.integrity.slice("sha512-".length), "base64").toString("hex")}`;
  if (hashOf(packed, "sha512") !== hash) {
    throw new UserError(
      `${from} is not what its registry says: its hash is another one`,
      "the registry, or something on the way to it, is broken",
    );
  }
  const day = String(time[version] ?? "").slice(0, 10);
  const found: Kept = {
    hash,
    ...(license === undefined ? {} : { license }),
    ...(/^\d{4}-\d\d-\d\d$/.test(day) ? { publishedAt: day } : {}),
  };
  keep(env, `${keptPath(name, version)}.tgz`, packed);
  keep(env, `${keptPath(name, version)}.json`, JSON.stringify(found));
  return { ...found, version, packed };
}

/** Where several versions fit, npm prints a list. */
function parseAbout(text: string, from: string): z.infer<typeof about> {
  try {
    const data: unknown = JSON.parse(text);
    return about.parse(Array.isArray(data) ? data.at(-1) : data);
  } catch {
    throw new UserError(`${from} cannot be read: npm view says nothing of its version and hash`);
  }
}

async function pack(spec: string, npm: Npm, from: string): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), "kei-npm-"));
  try {
    await npm(["pack", spec, "--ignore-scripts", "--pack-destination", folder]);
    const [file] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
    if (file === undefined) throw new UserError(`${from} cannot be read: npm packs nothing`);
    const path = join(folder, file);
    if (statSync(path).size > MAX_PACKED) {
      throw new UserError(`${from} has more than ${MAX_PACKED / MIB} MiB`);
    }
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runNpm(
  args: readonly string[],
  { cwd, env, from }: { readonly cwd: string; readonly env: Environment; readonly from: string },
): Promise<string> {
  // On Windows npm is a script of its shell. Nothing in the words means something to that: SPEC.
  const shell = process.platform === "win32";
  const words = shell ? args.map((word) => `"${word}"`) : [...args];
  return new Promise((resolve, reject) => {
    execFile(
      "npm",
      words,
      {
        cwd,
        env: { ...env },
        timeout: PATIENCE,
        killSignal: "SIGKILL",
        maxBuffer: 16 * MIB,
        shell,
      },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout);
        const reason =
          error.code === "ENOENT"
            ? "npm is not there"
            : error.killed === true
              ? `npm takes longer than ${PATIENCE / 1000} seconds`
              : npmReason(stderr);
        reject(
          new UserError(`${from} cannot be read: ${reason}`, "give a file or a folder instead"),
        );
      },
    );
  });
}

/** The first line of what npm says is wrong, without its prefix. */
function npmReason(stderr: string): string {
  const lines = stderr
    .split("\n")
    .flatMap((line) => /^npm (?:error|ERR!) (.+)$/.exec(line)?.[1] ?? []);
  return lines.find((line) => !/^code /.test(line))?.trim() ?? "npm fails";
}
