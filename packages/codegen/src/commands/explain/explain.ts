import { formatFew } from "../../diagnostics/report.ts";
import { findRecord } from "../../edit/find-record.ts";
import { type Inspection, inspect } from "../../pipeline/inspect.ts";
import { findProject } from "../../project/config.ts";
import { readRegistry } from "../../project/read-registry.ts";
import { lists } from "../../registry/model.ts";
import type { TomlTable } from "../../source/toml.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { quote } from "../../text/quote.ts";
import { redactSecrets } from "../../text/secrets.ts";
import { UserError } from "../../text/user-error.ts";
import { explainRecord } from "./explain-record.ts";
import type { Match } from "./explanation.ts";
import { formatExplanation } from "./format-explanation.ts";

export interface ExplainOptions {
  readonly registry?: string;
  readonly json?: boolean;
}

/**
 * `kei explain`: every resolved fact of one record, and the line or the rule that it comes from.
 *
 * @throws UserError for a name that means nothing, or several records.
 */
export function runExplain(name: string, options: ExplainOptions, terminal: Terminal): ExitCode {
  const project = findProject(terminal.cwd, { registry: options.registry });
  const inspection = inspect(readRegistry(project.registry, terminal.cwd), terminal.today);
  const errors = inspection.diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) terminal.err(formatFew(errors, "plain", { color: false }));
  const explanation = explainRecord(oneMatch(inspection, name), inspection, terminal.today);
  terminal.out(
    redactSecrets(
      options.json === true
        ? `${JSON.stringify(explanation, null, 2)}\n`
        : formatExplanation(explanation, terminal),
    ),
  );
  return errors.length === 0 ? 0 : 1;
}

function oneMatch({ resolved, layers }: Inspection, name: string): Match {
  const { layer, index } = findRecord(name, {
    recordsOf: (each) => {
      const records = layers[each].parsed?.value[each];
      return Array.isArray(records) ? (records as TomlTable[]) : [];
    },
  });
  const records: readonly Match["record"][] = resolved.registry[lists[layer]];
  const record = records.find((each) => resolved.indexOf(each) === index);
  if (record === undefined) {
    throw new UserError(
      `${quote(name)} has keys that are wrong or missing, so its facts are not known`,
      "kei check says which",
    );
  }
  return { layer, record } as Match;
}
