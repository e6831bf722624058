import type { Usage } from "@kei/registry";

/** One request of a log. */
export interface LogEntry {
  /** Line of the text, from 1. */
  readonly line: number;
  /** Model as the log names it; absent: it does not. */
  readonly model?: string;
  readonly usage: Usage;
  /** A time with its zone, or a day; absent: the log does not say. */
  readonly at?: string;
  readonly serviceTier?: string;
}

/** A usage log, read. */
export interface ParsedLog {
  readonly entries: readonly LogEntry[];
  /** Lines that could not be read, and why. */
  readonly refused: readonly { readonly line: number; readonly reason: LogProblem }[];
}

export type LogProblem = "not-json" | "no-usage" | "bad-number" | "parts-exceed";

/** Most lines that are read: a page is no data base. */
export const MOST_LINES = 20_000;

/**
 * A log that somebody pastes: JSON lines or one JSON array of records of ours or of the vendors' APIs, or
 * CSV with a line of names. Records may contain the usage, or be it.
 */
export function parseLog(text: string): ParsedLog {
  const trimmed = text.replace(/^\u{feff}/u, "").trim();
  if (trimmed === "") return { entries: [], refused: [] };
  const records = /^[[{]/.test(trimmed) ? jsonRecords(trimmed) : csvRecords(trimmed);
  const entries: LogEntry[] = [];
  const refused: { line: number; reason: LogProblem }[] = [];
  for (const { line, record } of records.slice(0, MOST_LINES)) {
    const entry = record === undefined ? "not-json" : entryOf(record, line);
    if (typeof entry === "string") refused.push({ line, reason: entry });
    else entries.push(entry);
  }
  return { entries, refused };
}

type Values = Readonly<Record<string, unknown>>;
type Numbered = { readonly line: number; readonly record: Values | undefined };

function jsonRecords(text: string): readonly Numbered[] {
  const whole = parsed(text);
  if (Array.isArray(whole)) {
    return whole.map((record, index) => ({ line: index + 1, record: asRecord(record) }));
  }
  if (whole !== undefined) return [{ line: 1, record: asRecord(whole) }];
  return text.split("\n").flatMap((row, index) => {
    const record = row.trim() === "" ? [] : [{ line: index + 1, record: asRecord(parsed(row)) }];
    return record;
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asRecord(value: unknown): Values | undefined {
  return typeof value === "object" && value !== null ? (value as Values) : undefined;
}

function csvRecords(text: string): readonly Numbered[] {
  const [names = [], ...rows] = csvRows(text);
  return rows.flatMap((cells, index) => {
    if (cells.every((cell) => cell.trim() === "")) return [];
    const values = names.map((name, at) => [name.trim(), cells[at]?.trim() ?? ""] as const);
    const stated = values.filter(([, value]) => value !== "");
    return [{ line: index + 2, record: Object.fromEntries(stated) }];
  });
}

/** As RFC 4180 has it; commas, semicolons or tabs, by what the first line has most of. */
function csvRows(text: string): string[][] {
  const [head = ""] = text.split("\n", 1);
  const counted = [",", ";", "\t"].map((mark) => ({ mark, count: head.split(mark).length }));
  const separator = counted.reduce((best, each) => (each.count > best.count ? each : best)).mark;
  const rows: string[][] = [[]];
  let cell = "";
  let isQuoted = false;
  for (let at = 0; at <= text.length; at++) {
    const char = text[at];
    if (isQuoted) {
      if (char === '"' && text[at + 1] === '"') cell += text[at++];
      else if (char === '"' || char === undefined) isQuoted = false;
      else cell += char;
    } else if (char === '"' && cell === "") isQuoted = true;
    else if (char === separator || char === "\n" || char === undefined) {
      rows.at(-1)?.push(cell.replace(/\r$/, ""));
      cell = "";
      if (char === "\n") rows.push([]);
    } else cell += char;
  }
  return rows;
}

/** Names that logs have for the same thing. A dot goes into a record. */
const NAMES = {
  model: ["ref", "model", "gen_ai.response.model", "gen_ai.request.model", "modelVersion"],
  at: ["at", "time", "timestamp", "created_at", "created", "date"],
  serviceTier: ["serviceTier", "service_tier"],
  provider: ["provider", "gen_ai.provider.name", "gen_ai.system"],
} as const;

const COUNTS = {
  input: [
    "inputTokens",
    "input_tokens",
    "prompt_tokens",
    "promptTokenCount",
    "gen_ai.usage.input_tokens",
    "prompt_eval_count",
  ],
  output: [
    "outputTokens",
    "output_tokens",
    "completion_tokens",
    "candidatesTokenCount",
    "gen_ai.usage.output_tokens",
    "eval_count",
  ],
  cacheRead: [
    "cacheReadTokens",
    "cache_read_tokens",
    "cached_tokens",
    "prompt_tokens_details.cached_tokens",
    "input_tokens_details.cached_tokens",
    "cachedContentTokenCount",
    "gen_ai.usage.cache_read.input_tokens",
    "prompt_cache_hit_tokens",
  ],
  reasoning: [
    "reasoningTokens",
    "reasoning_tokens",
    "completion_tokens_details.reasoning_tokens",
    "output_tokens_details.reasoning_tokens",
  ],
  cacheWrite: ["cacheWriteTokens", "cache_write_tokens"],
  cacheWrite5m: ["cacheWrite5mTokens", "cache_creation.ephemeral_5m_input_tokens"],
  cacheWrite1h: ["cacheWrite1hTokens", "cache_creation.ephemeral_1h_input_tokens"],
  // What follows is counted beside the input or output, not in it.
  readBeside: ["cache_read_input_tokens"],
  writtenBeside: ["cache_creation_input_tokens"],
  thoughtsBeside: ["thoughtsTokenCount"],
} as const;

function entryOf(record: Values, line: number): LogEntry | LogProblem {
  const body = asRecord(record["response"]) ?? asRecord(record["body"]) ?? record;
  const usage =
    [body["usage"], body["usageMetadata"], asRecord(body["message"])?.["usage"]]
      .map(asRecord)
      .find((each) => each !== undefined) ?? body;
  const counts: Partial<Record<keyof typeof COUNTS, number>> = {};
  for (const [name, names] of Object.entries(COUNTS)) {
    const value = first(usage, names);
    if (value === undefined) continue;
    const count =
      typeof value === "number" ? value : /^\d+$/.test(String(value)) ? Number(value) : Number.NaN;
    if (!Number.isSafeInteger(count) || count < 0) return "bad-number";
    counts[name as keyof typeof COUNTS] = count;
  }
  if (counts.input === undefined && counts.output === undefined) return "no-usage";
  const result = usageOf(counts);
  if (exceeds(result)) return "parts-exceed";
  const text = (key: keyof typeof NAMES) => {
    const value = first(body, NAMES[key]) ?? first(record, NAMES[key]) ?? first(usage, NAMES[key]);
    return value === undefined ? undefined : String(value);
  };
  const [model, provider, at, serviceTier] = [
    text("model"),
    text("provider"),
    momentOf(text("at")),
    text("serviceTier"),
  ];
  const ref =
    model === undefined || provider === undefined || model.startsWith(`${provider}/`)
      ? model
      : `${provider}/${model}`;
  return {
    line,
    usage: result,
    ...(ref === undefined ? {} : { model: ref }),
    ...(at === undefined ? {} : { at }),
    ...(serviceTier === undefined ? {} : { serviceTier }),
  };
}

/** Anthropic counts what a cache had beside the input, Gemini its thoughts beside the answer. */
function usageOf(counts: Partial<Record<keyof typeof COUNTS, number>>): Usage {
  const { input = 0, output = 0, readBeside = 0, writtenBeside = 0, thoughtsBeside = 0 } = counts;
  const written5m = counts.cacheWrite5m ?? 0;
  const written1h = counts.cacheWrite1h ?? 0;
  // Those by lifetime are part of the number of all that was written.
  const unsaid = Math.max(0, writtenBeside - written5m - written1h) + (counts.cacheWrite ?? 0);
  const parts = {
    cacheReadTokens: (counts.cacheRead ?? 0) + readBeside,
    cacheWriteTokens: unsaid,
    cacheWrite5mTokens: written5m,
    cacheWrite1hTokens: written1h,
    reasoningTokens: (counts.reasoning ?? 0) + thoughtsBeside,
  };
  const stated = Object.entries(parts).filter(([, value]) => value > 0);
  return {
    inputTokens: input + readBeside + writtenBeside,
    outputTokens: output + thoughtsBeside,
    ...Object.fromEntries(stated),
  };
}

function exceeds(usage: Usage): boolean {
  const {
    cacheReadTokens = 0,
    cacheWriteTokens = 0,
    cacheWrite5mTokens = 0,
    cacheWrite1hTokens = 0,
  } = usage;
  const cached = cacheReadTokens + cacheWriteTokens + cacheWrite5mTokens + cacheWrite1hTokens;
  return cached > usage.inputTokens || (usage.reasoningTokens ?? 0) > usage.outputTokens;
}

function first(record: Values, names: readonly string[]): unknown {
  for (const name of names) {
    const value =
      own(record, name) ??
      name.split(".").reduce<unknown>((at, key) => own(asRecord(at), key), record);
    if (value !== undefined && value !== null && typeof value !== "object") return value;
  }
  return undefined;
}

function own(record: Values | undefined, key: string): unknown {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Seconds or milliseconds since 1970, a day, or a time, which without a zone is one in UTC. */
function momentOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const isNumber = /^\d{10}(\d{3})?(\.\d+)?$/.test(text);
  const time = isNumber
    ? Number(text) * (text.split(".")[0]?.length === 10 ? 1000 : 1)
    : Date.parse(
        /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text)
          ? `${text.replace(" ", "T")}Z`
          : text,
      );
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
