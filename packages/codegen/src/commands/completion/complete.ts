import { type Layer, layers } from "../../layers/layer-names.ts";
import { findProject } from "../../project/config.ts";
import { readRegistry } from "../../project/read-registry.ts";
import { decode } from "../../source/decode.ts";
import { parseToml } from "../../source/toml.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";

/**
 * `kei __complete providers|refs`: ids for a shell, one a line. The files are parsed and nothing
 * more: somebody waits behind the tab key, perhaps in the middle of a mistake. Says nothing about
 * errors, for it would be said into a command line.
 */
export function runComplete(
  kind: string,
  options: { readonly registry?: string },
  terminal: Terminal,
): ExitCode {
  const wanted = kind === "refs" ? layers : kind === "providers" ? (["provider"] as const) : [];
  try {
    const inputs = readRegistry(findProject(terminal.cwd, options).registry, terminal.cwd);
    const names = wanted.flatMap((layer) => namesIn(layer, inputs[layer].bytes));
    terminal.out(names.map((name) => `${name}\n`).join(""));
  } catch {
    // No registry here: nothing to offer.
  }
  return 0;
}

function namesIn(layer: Layer, bytes: Uint8Array | { readonly unreadable: string }): string[] {
  const decoded = bytes instanceof Uint8Array ? decode(bytes) : undefined;
  if (decoded?.ok !== true) return [];
  const parsed = parseToml(decoded.text);
  const records = "value" in parsed ? parsed.value[layer] : undefined;
  if (!Array.isArray(records)) return [];
  return records
    .flatMap(({ provider_ref: provider, id, aliases }: Record<string, unknown>) => [
      layer === "model" ? `${provider}/${id}` : id,
      ...(Array.isArray(aliases) ? aliases : []),
    ])
    .filter((name) => typeof name === "string" && TYPEABLE.test(name));
}

/** One word on one line, without anything that a terminal obeys. */
const TYPEABLE = /^[!-~]+$/;
