import { catalog } from "../catalog.ts";
import type { Diagnostic, Range } from "../diagnostic.ts";

/** SARIF 2.1.0, as code scanning takes it: https://docs.oasis-open.org/sarif/sarif/v2.1.0/ */
export function formatSarif(diagnostics: readonly Diagnostic[]): string {
  const used = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "kei",
            rules: used.map((code) => ({
              id: code,
              shortDescription: { text: catalog[code].summary },
              defaultConfiguration: { level: catalog[code].severity },
            })),
          },
        },
        columnKind: "utf16CodeUnits",
        results: diagnostics.map(
          ({ code, severity, message, hint, file, range, related = [] }) => ({
            ruleId: code,
            ruleIndex: used.indexOf(code),
            level: severity,
            message: { text: hint === undefined ? message : `${message}. ${hint}` },
            locations: [location(file, range)],
            ...(related.length === 0
              ? {}
              : {
                  relatedLocations: related.map((other) => ({
                    ...location(other.file, other.range),
                    message: { text: other.message },
                  })),
                }),
          }),
        ),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function location(file: string, { start, end }: Range) {
  return {
    physicalLocation: {
      artifactLocation: { uri: encodeURI(file).replace(/[#?]/g, encodeURIComponent) },
      region: {
        startLine: start.line,
        startColumn: start.column,
        endLine: end.line,
        endColumn: end.column,
      },
    },
  };
}
