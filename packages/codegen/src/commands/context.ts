import { type Command, InvalidArgumentError, Option } from "commander";
import type { FormatName } from "../diagnostics/format/format.ts";
import { USUAL_LIMIT } from "../diagnostics/limit.ts";
import type { ExitCode, Terminal } from "../terminal/terminal.ts";

/** What the definition of a command gets: the program to add it to, and what to run it with. */
export interface CliContext {
  readonly program: Command;
  readonly terminal: Terminal;
  /** Sets the exit code of the process. */
  exit(code: ExitCode): void;
  /** Aborts when the user interrupts. Listens from the first call on. */
  interrupted(): AbortSignal;
}

/**
 * Adds a command to the program. Its module in `commands/` is imported in the action, so that a run
 * loads what it needs and nothing else.
 */
export type DefineCommand = (context: CliContext) => void;

const FORMATS: readonly FormatName[] = ["pretty", "plain", "json", "github", "sarif"];

export const registryOption = () =>
  new Option(
    "--registry <dir>",
    "folder of providers.toml, models.toml and agent-profiles.toml (default: the one that kei.config.json names, ./registry, or this folder)",
  );

export const formatOption = () =>
  new Option("--format <name>", "how diagnostics are shown").choices(FORMATS).default("pretty");

export const maxDiagnosticsOption = () =>
  new Option(
    "--max-diagnostics <count>",
    "how many diagnostics of one code are shown of one file, or all; json and sarif always have all",
  )
    .argParser((text: string) => {
      if (text === "all") return Number.POSITIVE_INFINITY;
      if (/^\d{1,9}$/.test(text)) return Number(text);
      throw new InvalidArgumentError("Write a number, or all.");
    })
    .default(USUAL_LIMIT);

export const jsonOption = () => new Option("--json", "print data instead of text");

/**
 * An option of several values, in the one way that all commands have: `--provider a,b`, or the option
 * again. Its flags show it: `--provider <id,...>`.
 */
export const listOption = (flags: string, description: string) =>
  new Option(flags, description).argParser((text: string, before: readonly string[] = []) => {
    const values = text.split(",").map((value) => value.trim());
    if (values.includes("")) throw new InvalidArgumentError("A value is empty.");
    return [...before, ...values];
  });

/** A day in place of today. */
export const dateOption = (description: string) =>
  new Option("--date <day>", description).argParser((text: string) => {
    const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
    // `Date` takes 30 February for 2 March.
    if (!isDay || new Date(text).toISOString().slice(0, 10) !== text) {
      throw new InvalidArgumentError("Write a day such as 2026-12-01.");
    }
    return text;
  });

/** Adds the options of commands that edit a registry. */
export function addEditOptions(command: Command): Command {
  return command
    .addOption(registryOption())
    .option("--dry-run", "show what would change; write nothing")
    .addOption(jsonOption());
}

const DAYS: Readonly<Record<string, number>> = { d: 1, w: 7, m: 30 };

/** A number of days: `90d`, `12w` or `6m` (30 days each). */
export function days(age: string): number {
  const [, count, unit = ""] = /^(\d{1,5})([dwm])$/.exec(age) ?? [];
  const each = DAYS[unit];
  if (each === undefined) throw new InvalidArgumentError("Write an age such as 90d, 12w or 6m.");
  return Number(count) * each;
}
