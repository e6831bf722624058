import type { Model } from "../../layers/model.ts";
import { isEnding } from "../../registry/ending.ts";
import { SCHEMA_VERSION } from "../../registry/published.ts";
import { oneLine } from "../../text/quote.ts";
import type { Emitter } from "../emitter.ts";

/**
 * Models that end, or have ended: `lifecycle.json` for programs, `retirements.ics` for calendars. Both
 * state dates, and do not depend on the day on which they are made.
 */
export const lifecycle: Emitter = {
  name: "lifecycle",
  emit({ models }, { contentHash }) {
    const ending = models.filter(isEnding);
    return [
      { target: "data", path: "lifecycle.json", text: toJson(ending, contentHash) },
      { target: "data", path: "retirements.ics", text: toCalendar(ending) },
    ];
  },
};

function toJson(models: readonly Model[], contentHash: string): string {
  const lines = models.map(({ ref, displayName, deprecatedAt, retiresAt, replacedBy }) =>
    JSON.stringify({
      ref,
      displayName,
      deprecatedAt: deprecatedAt ?? null,
      retiresAt: retiresAt ?? null,
      replacedBy: replacedBy ?? null,
    }),
  );
  const list = lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n]`;
  return `{"schemaVersion":${SCHEMA_VERSION},"contentHash":${JSON.stringify(contentHash)},"models":${list}}\n`;
}

/**
 * A day for each retirement, as RFC 5545 has it: lines of at most 75 bytes, ended by CR and LF. The stamp
 * that each event must have is its own day.
 */
function toCalendar(models: readonly Model[]): string {
  const events = models.flatMap((model) =>
    model.retiresAt === undefined ? [] : eventOf(model, model.retiresAt.replaceAll("-", "")),
  );
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Kei//Retirements of models//EN",
    "CALSCALE:GREGORIAN",
    "NAME:Retirements of models",
    "X-WR-CALNAME:Retirements of models",
    ...events,
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

function eventOf({ ref, displayName, replacedBy }: Model, day: string): readonly string[] {
  const successor =
    replacedBy === undefined ? [] : [`DESCRIPTION:${escaped(`Use ${replacedBy}.`)}`];
  return [
    "BEGIN:VEVENT",
    `UID:${escaped(ref)}@kei-registry`,
    `DTSTAMP:${day}T000000Z`,
    `DTSTART;VALUE=DATE:${day}`,
    `SUMMARY:${escaped(`${oneLine(displayName)} (${ref}) does not answer any more`)}`,
    ...successor,
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ];
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, (mark) => `\\${mark}`);
}

const MOST_BYTES = 75;

/** A long line goes on in the next one, after a blank; never within a character. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = "";
  let bytes = 0;
  for (const char of line) {
    const size = Buffer.byteLength(char);
    if (bytes + size > MOST_BYTES) {
      parts.push(part);
      // The blank counts.
      [part, bytes] = ["", 1];
    }
    part += char;
    bytes += size;
  }
  return [...parts, part].join("\r\n ");
}
