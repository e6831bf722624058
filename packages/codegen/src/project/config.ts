import { existsSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { ClientModules, Target } from "../emit/emitter.ts";
import { UserError } from "../text/user-error.ts";
import { readPlainFile, reason } from "./read-registry.ts";

/** Name of the file that says where a project keeps its registry and what is generated from it. */
export const CONFIG_NAME = "kei.config.json";

/** Where a registry is read from and written to. All paths are absolute. */
export interface Project {
  /** Folder of the three TOML files. */
  readonly registry: string;
  readonly folders: Folders;
  /** @see EmitOptions.typesModule */
  readonly typesModule: string;
  /** Absent when no clients are wanted. */
  readonly clients?: ClientModules;
  readonly emitters: OwnEmitters;
  /** Document beside the TOML files, in which tables of keys are kept; with `out` it is left alone. */
  readonly document?: string;
}

/** Emitters that the project brings itself. */
export interface OwnEmitters {
  /** Their modules. */
  readonly modules: readonly string[];
  /** Folders that a configuration names, by the emitter's name. */
  readonly folders: Readonly<Record<string, string>>;
  /** The others each have a folder of their name in this one. */
  readonly below: string;
}

/** The folder of each target; without one, a target is not written. */
export type Folders = Readonly<Record<Exclude<Target, OptionalTarget>, string>> &
  Readonly<Partial<Record<OptionalTarget, string>>>;

/**
 * Clients need `@kei/runtime`, which not everybody wants who wants the facts; few want a Rust crate,
 * so that one is written only where a configuration names its folder. `rustFacts` is for the crate
 * whose other sources are edited: nothing that is written by hand is ever written over.
 */
type OptionalTarget = "clients" | "rust" | "rustFacts";

export const TARGETS = [
  "schema",
  "typescript",
  "data",
  "clients",
  "rust",
  "rustFacts",
] as const satisfies readonly Target[];

const REGISTRY_MODULE = "@kei/registry";
/** What generated clients import unless told otherwise. */
export const RUNTIME_MODULE = "@kei/runtime/codegen";

/**
 * The project that a command works on. Without a folder: that of the nearest `kei.config.json`
 * upwards, else `./registry` or the working directory itself. With `out`, everything is written
 * below one folder, whatever a configuration says. Emitters are those of the configuration, then
 * those that are named here.
 *
 * @throws UserError when there is no registry to be found, or the configuration is wrong.
 */
export function findProject(
  cwd: string,
  options: {
    readonly registry?: string | undefined;
    readonly out?: string | undefined;
    readonly emitter?: readonly string[] | undefined;
  },
): Project {
  const asked = options.registry === undefined ? undefined : resolve(cwd, options.registry);
  const config = findConfig(asked ?? cwd);
  const configured = config !== undefined && (asked === undefined || config.registry === asked);
  const registry = asked ?? config?.registry ?? defaultRegistry(cwd);
  const modules = [
    ...(configured ? config.emitters.modules : []),
    ...(options.emitter ?? []).map((module) => resolve(cwd, module)),
  ];
  const project =
    options.out === undefined && configured
      ? config
      : projectBelow(options.out === undefined ? registry : resolve(cwd, options.out), registry);
  return {
    ...project,
    emitters: { ...project.emitters, modules: [...new Set(modules)] },
    ...(options.out === undefined ? { document: join(registry, "README.md") } : {}),
  };
}

/** A project that nothing is configured of. */
function projectBelow(folder: string, registry: string): Project {
  const folders = {
    schema: join(folder, "schema"),
    typescript: join(folder, "gen"),
    data: join(folder, "data"),
    clients: join(folder, "clients"),
  };
  return {
    registry,
    folders,
    typesModule: REGISTRY_MODULE,
    clients: { runtimeModule: RUNTIME_MODULE, factsModule: factsFrom(folders) },
    emitters: { modules: [], folders: {}, below: folder },
  };
}

/** The generated facts, as the generated clients see them. */
function factsFrom({ clients, typescript }: { clients: string; typescript: string }): string {
  const path = relative(clients, join(typescript, "providers")).split(sep).join("/");
  return `${path.startsWith(".") ? path : `./${path}`}/*.gen.js`;
}

function defaultRegistry(cwd: string): string {
  const found = [join(cwd, "registry"), cwd].find((dir) => existsSync(join(dir, "providers.toml")));
  if (found !== undefined) return found;
  throw new UserError(
    "there is no registry here: no providers.toml, no registry/providers.toml, and no kei.config.json here or above",
    "name its folder with --registry, or make one with: kei init my-registry",
  );
}

function findConfig(start: string): Project | undefined {
  for (let dir = start; ; dir = dirname(dir)) {
    const path = join(dir, CONFIG_NAME);
    if (existsSync(path)) return readConfig(path);
    if (dirname(dir) === dir) return undefined;
  }
}

function readConfig(path: string): Project {
  const wrong = (what: string) =>
    new UserError(
      `${path}: ${what}`,
      'such as { "registry": "registry", "targets": { "schema": "registry/schema", "typescript": "src/gen", "data": "data" } }',
    );
  let value: unknown;
  try {
    value = JSON.parse(readPlainFile(path).toString("utf8"));
  } catch (error) {
    throw wrong(reason(error));
  }
  if (typeof value !== "object" || value === null) throw wrong("not an object");
  const { registry, targets, typesModule, runtimeModule, factsModule, emitters, ...unknown } =
    value as Record<string, unknown>;
  const extra = Object.keys(unknown)[0];
  if (extra !== undefined) throw wrong(`unknown key "${extra}"`);
  if (typeof registry !== "string")
    throw wrong('"registry" must name the folder of the TOML files');
  if (typeof targets !== "object" || targets === null) throw wrong('"targets" must be an object');
  const moduleName = (key: string, name: unknown) => {
    if (name === undefined || typeof name === "string") return name;
    throw wrong(`"${key}" must be the name of a module`);
  };
  const dir = dirname(path);
  const folder = (target: string) => {
    const name = (targets as Record<string, unknown>)[target];
    if (typeof name !== "string") throw wrong(`"targets" must name a folder for "${target}"`);
    return resolve(dir, name);
  };
  const modules = emitters ?? [];
  if (!Array.isArray(modules) || !modules.every((module) => typeof module === "string")) {
    throw wrong('"emitters" must be a list of paths of modules, such as ["./my-emitter.mjs"]');
  }
  const extraTargets = Object.keys(targets).filter(
    (name) => !(TARGETS as readonly string[]).includes(name),
  );
  // With emitters it is known only when they are loaded.
  if (extraTargets.length > 0 && modules.length === 0) {
    throw wrong(`unknown target "${extraTargets[0]}"`);
  }
  const project = {
    registry: resolve(dir, registry),
    folders: {
      schema: folder("schema"),
      typescript: folder("typescript"),
      data: folder("data"),
      ...(Object.hasOwn(targets, "rust") ? { rust: folder("rust") } : {}),
      ...(Object.hasOwn(targets, "rustFacts") ? { rustFacts: folder("rustFacts") } : {}),
    },
    typesModule: moduleName("typesModule", typesModule) ?? REGISTRY_MODULE,
    emitters: {
      modules: modules.map((module) => resolve(dir, module)),
      folders: Object.fromEntries(extraTargets.map((name) => [name, folder(name)])),
      below: resolve(dir, registry),
    },
  };
  const runtime = moduleName("runtimeModule", runtimeModule);
  const facts = moduleName("factsModule", factsModule);
  if (!Object.hasOwn(targets, "clients")) return project;
  const folders = { ...project.folders, clients: folder("clients") };
  return {
    ...project,
    folders,
    clients: {
      runtimeModule: runtime ?? RUNTIME_MODULE,
      factsModule: facts === undefined ? factsFrom(folders) : `${facts}/*`,
    },
  };
}
