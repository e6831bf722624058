import { describe, expect, it } from "vitest";
import { lifecycle } from "../src/emit/data/lifecycle.ts";
import type { Model } from "../src/layers/model.ts";
import { EMPTY } from "./support/fixtures.ts";

const model = (id: string, more: Partial<Model>): Model => ({
  ref: `acme/${id}`,
  provider: "acme",
  id,
  displayName: id,
  aliases: [],
  protocols: ["openai-chat"],
  output: ["text"],
  price: { kind: "unknown" },
  ...more,
});

async function emitted(...models: readonly Model[]) {
  const files = await lifecycle.emit(
    { ...EMPTY, models },
    { contentHash: "sha256-0", typesModule: "@kei/registry" },
  );
  const [json, calendar] = files.map(({ text }) => text);
  return { json: JSON.parse(json ?? ""), calendar: calendar ?? "" };
}

describe("models that end", () => {
  it("are in lifecycle.json, with the days and the successor", async () => {
    const { json } = await emitted(
      model("one", {}),
      model("two", { retiresAt: "2027-01-14", replacedBy: "acme/one" }),
      model("three", { status: "deprecated" }),
    );
    expect(json).toEqual({
      schemaVersion: expect.any(Number),
      contentHash: "sha256-0",
      models: [
        {
          ref: "acme/two",
          displayName: "two",
          deprecatedAt: null,
          retiresAt: "2027-01-14",
          replacedBy: "acme/one",
        },
        {
          ref: "acme/three",
          displayName: "three",
          deprecatedAt: null,
          retiresAt: null,
          replacedBy: null,
        },
      ],
    });
  });

  it("are days of a calendar", async () => {
    const { calendar } = await emitted(
      model("two", {
        displayName: "Two, the; second\n",
        retiresAt: "2027-01-14",
        replacedBy: "acme/one",
      }),
    );
    expect(calendar.split("\r\n")).toEqual([
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//Kei//Retirements of models//EN",
      "CALSCALE:GREGORIAN",
      "NAME:Retirements of models",
      "X-WR-CALNAME:Retirements of models",
      "BEGIN:VEVENT",
      "UID:acme/two@kei-registry",
      "DTSTAMP:20270114T000000Z",
      "DTSTART;VALUE=DATE:20270114",
      "SUMMARY:Two\\, the\\; second (acme/two) does not answer any more",
      "DESCRIPTION:Use acme/one.",
      "TRANSP:TRANSPARENT",
      "END:VEVENT",
      "END:VCALENDAR",
      "",
    ]);
  });

  it("are folded at 75 bytes, between characters", async () => {
    const displayName = "日本語のモデル🦊".repeat(9);
    const { calendar } = await emitted(model("long", { displayName, retiresAt: "2027-01-14" }));
    const lines = calendar.split("\r\n");
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    expect(calendar.replaceAll("\r\n ", "")).toContain(`SUMMARY:${displayName} (acme/long)`);
  });
});
