import { tally } from "../../diagnostics/report.ts";
import { inspect } from "../../pipeline/inspect.ts";
import { findProject } from "../../project/config.ts";
import { readRegistry } from "../../project/read-registry.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { didYouMean } from "../../text/suggest.ts";
import { UserError } from "../../text/user-error.ts";
import { checkCodex } from "./check-codex.ts";
import { checkGenerated } from "./check-generated.ts";
import { checkKeys } from "./check-keys.ts";
import { checkNode, requiredNode } from "./check-node.ts";
import { checkServers } from "./check-servers.ts";
import { type Finding, formatFindings } from "./finding.ts";
import type { RunProgram } from "./run-program.ts";

export interface DoctorOptions {
  readonly registry?: string;
  /** Ids of the providers to look at; all without it. */
  readonly provider?: readonly string[];
  readonly json?: boolean;
}

/** How `kei doctor` reaches the world outside of the registry. */
export interface Probes {
  readonly fetch: typeof fetch;
  readonly run: RunProgram;
  readonly nodeVersion: string;
  /** How long a server may take to answer. @default 2000 */
  readonly serverLimitMs?: number;
  readonly signal: AbortSignal;
}

const SERVER_LIMIT_MS = 2000;

/** A program starts slowly on a busy machine; codex reads its whole configuration. */
const PROGRAM_LIMIT_MS = 10_000;

/**
 * `kei doctor`: what is there of all that a registry needs, and what to do about the rest.
 *
 * @throws UserError for a provider that the registry does not have.
 */
export async function runDoctor(
  options: DoctorOptions,
  terminal: Terminal,
  probes: Probes,
): Promise<ExitCode> {
  const done = terminal.progress("looking at servers, tools and generated files");
  let findings: readonly Finding[];
  try {
    findings = await examine(options, terminal, probes);
  } finally {
    done();
  }
  if (probes.signal.aborted) {
    terminal.err("interrupted\n");
    return 1;
  }
  terminal.out(
    options.json === true
      ? `${JSON.stringify(findings, null, 2)}\n`
      : formatFindings(findings, terminal),
  );
  return findings.some(({ state }) => state === "error") ? 1 : 0;
}

async function examine(
  options: DoctorOptions,
  terminal: Terminal,
  probes: Probes,
): Promise<readonly Finding[]> {
  const { cwd, env, today } = terminal;
  const project = findProject(cwd, options);
  const inputs = readRegistry(project.registry, cwd);
  const { diagnostics, resolved } = inspect(inputs, today);
  const providers = choose(resolved.registry.providers, options.provider);
  const { fetch, run, signal, nodeVersion, serverLimitMs = SERVER_LIMIT_MS } = probes;

  const [servers, codex] = await Promise.all([
    checkServers(providers, { fetch, limitMs: serverLimitMs, signal }),
    checkCodex(providers, env, { run, limitMs: PROGRAM_LIMIT_MS, signal }),
  ]);
  // Not beside them: it keeps the process busy, and answers that came in time would be seen late.
  const generated = await checkGenerated(project, inputs, today);
  const failed = diagnostics.some(({ severity }) => severity === "error");
  return [
    checkNode(nodeVersion, requiredNode()),
    {
      check: "registry",
      subject: "registry",
      state: failed ? "error" : diagnostics.length > 0 ? "warn" : "ok",
      message: tally(diagnostics),
      ...(diagnostics.length > 0 ? { advice: "kei check shows them" } : {}),
    },
    generated,
    ...checkKeys(providers, env),
    ...servers,
    ...codex,
  ];
}

function choose<P extends { readonly id: string }>(
  providers: readonly P[],
  ids: readonly string[] | undefined,
): readonly P[] {
  const known = providers.map(({ id }) => id);
  for (const id of ids ?? []) {
    if (known.includes(id)) continue;
    throw new UserError(
      `there is no provider "${id}"`,
      didYouMean(id, known) ?? `known providers: ${known.join(", ")}`,
    );
  }
  return providers.filter(({ id }) => ids?.includes(id) ?? true);
}
