import type { EditOptions } from "../../edit/apply-edit.ts";
import type { ProtocolName } from "../../layers/vocabulary.ts";
import { probeServer, type SeenServer } from "../../project/material/probe-server.ts";
import { isLoopback, urlOf } from "../../registry/derive.ts";
import type { Registry } from "../../registry/model.ts";
import {
  endpointOf,
  idOfUrl,
  isVariable,
  providerRecord,
} from "../../sources/imports/connection.ts";
import type { Dropped, Imported, ImportedModel } from "../../sources/imports/imported.ts";
import { protocolsOfServers, serverNames } from "../../sources/probes/read-server.ts";
import { table } from "../../terminal/table.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { grouped } from "../../text/numbers.ts";
import { escapeControls } from "../../text/quote.ts";
import { UserError } from "../../text/user-error.ts";
import { bringIn } from "./import.ts";

/** Options of `kei probe`. */
export interface ProbeCommandOptions extends EditOptions {
  /** @default by what answers */
  readonly provider?: string;
  /** Name of a variable. */
  readonly keyEnv?: string;
  /** Ask a model also where somebody may bill it. */
  readonly paid?: boolean;
  /** The model to ask. */
  readonly model?: string;
}

/** Longest that a probe may take, in milliseconds. */
const PATIENCE = 2_000;

/**
 * `kei probe`: what kind of server answers at a URL, and which models it has. With a registry it is
 * written there, as `kei import` writes what it reads; a second run changes nothing.
 *
 * @throws UserError when nothing answers, or no list of models does.
 */
export async function runProbe(
  url: string,
  options: ProbeCommandOptions,
  terminal: Terminal,
  { fetch: ask, patience = PATIENCE }: { readonly fetch: typeof fetch; readonly patience?: number },
): Promise<ExitCode> {
  const { keyEnv, paid, model, json = false } = options;
  const key = keyOf(keyEnv, terminal);
  const done = terminal.progress(`asking ${url}`);
  const signal = AbortSignal.timeout(patience);
  const seen = await probeServer(url, { fetch: ask, key, signal, paid, model }).finally(done);
  if (!json) terminal.out(describe(seen, terminal));
  if (options.registry !== undefined) {
    return await bringIn(
      ({ inspection }) =>
        importedOf(seen, idFor(seen, options, inspection.resolved.registry), keyEnv),
      options,
      terminal,
    );
  }
  if (json) {
    const { dropped } = importedOf(seen, options.provider ?? plainId(seen), keyEnv);
    terminal.out(`${JSON.stringify({ changes: [], dropped }, undefined, 2)}\n`);
  } else terminal.out("--registry DIR writes it into a registry\n");
  return 0;
}

function keyOf(name: string | undefined, { env }: Terminal): string | undefined {
  if (name === undefined) return undefined;
  if (!isVariable(name)) throw new UserError("--key-env takes the name of a variable, not a key");
  const key = env[name];
  if (!key) throw new UserError(`${name} is not set`);
  return key;
}

function describe(
  { kind, base, models, responses, tried }: SeenServer,
  terminal: Terminal,
): string {
  const head = `${serverNames[kind]} answers at ${base}${responses === true ? ", with Responses as well" : ""}\n`;
  if (models.length === 0) return `${head}it has no models\n`;
  const rows = models.map(({ id, facts }) => [
    escapeControls(id),
    facts.contextWindow === undefined ? "?" : grouped(facts.contextWindow),
    Object.keys(facts.input ?? {}).join(" ") || "?",
    Object.entries(facts.capabilities ?? {})
      .flatMap(([word, is]) => (is === true ? [word] : []))
      .join(" ") || "?",
  ]);
  const columns = [
    { title: "MODEL" },
    { title: "CONTEXT", align: "right" as const },
    { title: "READS", min: 10, wraps: true },
    { title: "CAPABILITIES", min: 20, wraps: true },
  ];
  return `${head}\n${table(columns, rows, terminal.width).text}\n${trial(tried)}`;
}

/** What came of asking a model. */
function trial(tried: SeenServer["tried"]): string {
  if (tried === undefined) return "no model was asked: --paid asks one, which somebody may bill\n";
  const { model, streamUsage } = tried;
  const usage =
    streamUsage === undefined
      ? ""
      : `; streams ${streamUsage ? "end" : "do not end"} with their usage`;
  return `${escapeControls(model)} was asked what it can do${usage}\n`;
}

/** The provider at that address, if the registry has it. */
function idFor(seen: SeenServer, { provider }: ProbeCommandOptions, registry: Registry): string {
  if (provider !== undefined) return provider;
  const endpoint = endpointOf(seen.base, protocolsOfServers[seen.kind]);
  const same = registry.providers.find((each) => each.endpoint === endpoint);
  if (same !== undefined) return same.id;
  const id = plainId(seen);
  return registry.providers.some((each) => each.id === id) ? idOfUrl(seen.base) : id;
}

/** Of a server on this machine what it is, of another where it is. */
function plainId({ kind, base }: SeenServer): string {
  if (!isLocal(base)) return idOfUrl(base);
  return `${kind.replaceAll("-", "")}-local`;
}

function isLocal(base: string): boolean {
  const url = urlOf(base);
  return url !== undefined && isLoopback(url.hostname);
}

/** What was seen, as something to bring into a registry. */
function importedOf(seen: SeenServer, id: string, keyEnv: string | undefined): Imported {
  const { kind, base, source, responses } = seen;
  const protocol = protocolsOfServers[kind];
  const protocols: readonly ProtocolName[] =
    responses === true ? [protocol, "openai-responses"] : [protocol];
  const record = providerRecord({
    id,
    name: serverNames[kind].replace(/^a server/, "A server"),
    protocol,
    endpoints: new Map(protocols.map((each) => [each, endpointOf(base, each)])),
    key: { env: keyEnv === undefined ? [] : [keyEnv] },
    more: {
      ...(isLocal(base) && kind !== "litellm" ? { billing_currency: "USD-zero" } : {}),
      notes: NOTE,
    },
  });
  const models = seen.models.map(({ id: model, facts }): ImportedModel => {
    const more = { source_url: source, notes: NOTE };
    return { provider: id, id: model, facts, protocols, more };
  });
  return { providers: [{ id, record }], models, profiles: [], dropped: droppedOf(seen, id) };
}

/** Without a day: the same server says the same tomorrow. */
const NOTE = "As the server answered kei probe.";

function droppedOf({ kind, models, others, unasked, tried }: SeenServer, id: string): Dropped[] {
  const drop = (why: string, names: readonly string[], fact = "") =>
    names.map((name) => ({ what: `${id}/${name}${fact}`, why }));
  const asked = models.filter((each) => !unasked.includes(each.id));
  const windowless = asked.filter(({ facts }) => facts.contextWindow === undefined);
  return [
    ...drop("it does not answer in text", others),
    ...drop("a server is asked five times at most: nobody asked what this model can do", unasked),
    ...drop(
      "the server does not say it",
      windowless.map((each) => each.id),
      " context_window",
    ),
    ...(tried?.unshown ?? []).map((fact) => ({
      what: `${id}/${tried?.model} ${fact}`,
      why: "its answers did not show it",
    })),
    ...(kind === "ollama" && models.length > 0
      ? [
          {
            what: `${id} context_window`,
            why: "what a model could have: a server that is started with OLLAMA_CONTEXT_LENGTH, or has little memory, gives less",
          },
        ]
      : []),
  ];
}
