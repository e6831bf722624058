import type { Model, Price } from "@kei/registry";
import { useDeferredValue, useMemo, useState } from "react";
import { costText, grouped, unknownText } from "../parts/texts.ts";
import { type ChangeSearch, setOrDelete } from "../state/search-params.ts";
import { useSite } from "../state/site-context.ts";
import type { Words } from "../words/en.ts";
import { type LogEntry, MOST_LINES, parseLog } from "./parse-log.ts";
import { createLogPricer } from "./price-log.ts";
import { pers, type WorkloadState, workloadNumbers } from "./workload.ts";

export interface WorkloadPanelProps {
  readonly workload: WorkloadState;
  readonly change: ChangeSearch;
  /** Requests of a pasted log; absent: none is pasted. */
  readonly log: readonly LogEntry[] | undefined;
  readonly onLog: (log: readonly LogEntry[] | undefined) => void;
  /** Whether the screen is a phone's: then it is closed until somebody opens it. */
  readonly isNarrow: boolean;
}

/** What the costs on the page are of: a workload, or a log that somebody pastes. */
export function WorkloadPanel({ workload, change, log, onLog, isNarrow }: WorkloadPanelProps) {
  const { words } = useSite();
  return (
    <details className="workload" open={!isNarrow}>
      <summary>{log === undefined ? workloadText(workload, words) : words.pasteLog}</summary>
      {log === undefined ? <WorkloadForm workload={workload} change={change} /> : null}
      <LogForm log={log} onLog={onLog} />
    </details>
  );
}

function workloadText(workload: WorkloadState, words: Words): string {
  const { requestsPerDay, inputTokens, outputTokens, per } = workload;
  const [requests = "", input = "", output = ""] = [requestsPerDay, inputTokens, outputTokens].map(
    grouped,
  );
  return words.workloadText(requests, input, output, words.per[per]);
}

/** A workload as a row of fields. */
export function WorkloadForm({
  workload,
  change,
}: Pick<WorkloadPanelProps, "workload" | "change">) {
  const { words, models, asOf } = useSite();
  const tiers = useMemo(() => tiersOf(models.map(({ price }) => price)), [models]);
  return (
    <div className="sentence">
      {workloadNumbers.map(({ name, key, usual, most }) => (
        <label key={name} className="field">
          {words.workloadField[key]}
          <input
            type="number"
            min={0}
            max={most}
            step={1}
            value={workload[key]}
            onChange={({ target }) =>
              change((params) =>
                setOrDelete(
                  params,
                  name,
                  target.value === String(usual) ? undefined : target.value,
                ),
              )
            }
          />
        </label>
      ))}
      {tiers.length === 0 ? null : (
        <label className="field">
          {words.serviceTier}
          <select
            value={workload.serviceTier ?? ""}
            onChange={({ target }) => change((params) => setOrDelete(params, "tier", target.value))}
          >
            <option value="">{words.standard}</option>
            {tiers.map((tier) => (
              <option key={tier}>{tier}</option>
            ))}
          </select>
        </label>
      )}
      <label className="field when">
        {words.whenUtc}
        <input
          type="datetime-local"
          value={workload.at}
          onChange={({ target }) =>
            change((params) =>
              setOrDelete(
                params,
                "at",
                target.value === `${asOf}T12:00` ? undefined : target.value,
              ),
            )
          }
        />
      </label>
      <label className="field">
        {words.costPer}
        <select
          value={workload.per}
          onChange={({ target }) =>
            change((params) =>
              setOrDelete(params, "per", target.value === "month" ? undefined : target.value),
            )
          }
        >
          {pers.map((per) => (
            <option key={per} value={per}>
              {words.per[per]}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

/** Tiers of service that any of the prices knows. */
function tiersOf(prices: readonly Price[]): readonly string[] {
  const names = prices.flatMap(({ tierPercent = {}, rows = [] }) => [
    ...Object.keys(tierPercent),
    ...rows.flatMap(({ serviceTier }) => serviceTier ?? []),
  ]);
  return [...new Set(names)].sort();
}

function LogForm({ log, onLog }: Pick<WorkloadPanelProps, "log" | "onLog">) {
  const { words } = useSite();
  const [text, setText] = useState("");
  const parsed = useMemo(() => parseLog(text), [text]);
  const write = (value: string) => {
    setText(value);
    const { entries } = parseLog(value);
    onLog(entries.length === 0 ? undefined : entries);
  };
  return (
    <details className="log" open={log !== undefined || undefined}>
      <summary>{words.pasteLog}</summary>
      <p className="muted">{words.logHint}</p>
      <textarea
        rows={6}
        spellCheck={false}
        aria-label={words.pasteLog}
        placeholder={
          '{"model":"anthropic/claude-sonnet-4-6","usage":{"input_tokens":1200,"output_tokens":300}}'
        }
        value={text}
        onChange={({ target }) => write(target.value)}
      />
      <div role="status">
        {text.trim() === "" ? null : (
          <p>
            {words.logRead(grouped(parsed.entries.length))}
            {parsed.entries.length >= MOST_LINES ? ` ${words.logCut(grouped(MOST_LINES))}` : ""}{" "}
            {parsed.refused.slice(0, 3).map(({ line, reason }) => (
              <span key={line} className="warn">
                {words.logRefused(line, words.logProblem[reason])}{" "}
              </span>
            ))}
            {parsed.refused.length > 3 ? words.logMoreRefused(parsed.refused.length - 3) : ""}
          </p>
        )}
      </div>
      {log === undefined ? null : (
        <>
          <LogByModel log={log} />
          <button type="button" className="quiet" onClick={() => write("")}>
            {words.clearLog}
          </button>
        </>
      )}
    </details>
  );
}

/** What the log has cost on the models that it names. */
function LogByModel({ log }: { readonly log: readonly LogEntry[] }) {
  const { words, models, registry, asOf } = useSite();
  const entries = useDeferredValue(log);
  const groups = useMemo(() => {
    const byName = new Map<string | undefined, LogEntry[]>();
    for (const entry of entries) {
      const list = byName.get(entry.model);
      if (list === undefined) byName.set(entry.model, [entry]);
      else list.push(entry);
    }
    return [...byName].map(([name, list]) => {
      const model = name === undefined ? undefined : findNamed(name, models, registry.findModel);
      const cost = model && createLogPricer(list, registry.cost, `${asOf}T12:00Z`)(model);
      return { name, model, count: list.length, cost };
    });
  }, [entries, models, registry, asOf]);
  if (groups.every(({ name }) => name === undefined)) return null;
  return (
    <table className="kei-table">
      <caption>{words.logByModel}</caption>
      <thead>
        <tr>
          <th scope="col">{words.column.name}</th>
          <th scope="col" className="kei-number">
            {words.requests}
          </th>
          <th scope="col" className="kei-number">
            {words.column.cost}
          </th>
        </tr>
      </thead>
      <tbody>
        {groups.map(({ name, model, count, cost }) => (
          <tr key={name ?? ""}>
            <th scope="row">{model?.ref ?? name ?? words.notStated}</th>
            <td className="kei-number">{grouped(count)}</td>
            <td className="kei-number">
              {cost === undefined ? words.unknownModel : costText(cost, words)}
              {cost?.kind === "unknown" ? <small> {unknownText(cost, words)}</small> : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** By its ref, or by an id that one model alone has: logs of vendors do not name the provider. */
function findNamed(
  name: string,
  models: readonly Model[],
  findModel: (ref: string) => Model | undefined,
): Model | undefined {
  const found = findModel(name);
  if (found !== undefined) return found;
  const same = models.filter(({ id, aliases }) => id === name || aliases.includes(name));
  return same.length === 1 ? same[0] : undefined;
}
