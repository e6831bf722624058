import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { askOurs } from "./ask-ours.ts";
import { askSdk, type Vendor } from "./ask-sdks.ts";
import type { Right, Seen, Shape } from "./shape.ts";
import { anthropicBodies } from "./shapes/anthropic-bodies.ts";
import { anthropicStreamCalls } from "./shapes/anthropic-stream-calls.ts";
import { anthropicStreams } from "./shapes/anthropic-streams.ts";
import { googleBodies } from "./shapes/google-bodies.ts";
import { googleStreams } from "./shapes/google-streams.ts";
import { ollamaBodies } from "./shapes/ollama-bodies.ts";
import { ollamaStreams } from "./shapes/ollama-streams.ts";
import { openaiBodies } from "./shapes/openai-bodies.ts";
import { openaiErrors } from "./shapes/openai-errors.ts";
import { openaiStreamCalls } from "./shapes/openai-stream-calls.ts";
import { openaiStreamErrors } from "./shapes/openai-stream-errors.ts";
import { openaiStreams } from "./shapes/openai-streams.ts";
import { openStage, type Stage } from "./stage.ts";
import { rowOf, table } from "./tell.ts";

const SSE = "text/event-stream";
const JSON_BODY = "application/json";

/** Title in the docs, the vendor's SDK, the content type, the shapes. */
const GROUPS: readonly (readonly [string, Vendor, string, readonly Shape[]])[] = [
  ["`openai`, streams of Chat Completions", "openai", SSE, openaiStreams],
  ["`openai`, failures in streams", "openai", SSE, openaiStreamErrors],
  ["`openai`, calls in streams", "openai", SSE, openaiStreamCalls],
  ["`openai`, answers of Chat Completions", "openai", JSON_BODY, openaiBodies],
  ["`openai`, errors by their status", "openai", JSON_BODY, openaiErrors],
  ["`@anthropic-ai/sdk`, streams", "anthropic", SSE, anthropicStreams],
  ["`@anthropic-ai/sdk`, calls in streams", "anthropic", SSE, anthropicStreamCalls],
  ["`@anthropic-ai/sdk`, answers", "anthropic", JSON_BODY, anthropicBodies],
  ["`@google/genai`, streams", "google", SSE, googleStreams],
  ["`@google/genai`, answers", "google", JSON_BODY, googleBodies],
  ["`ollama`, streams", "ollama", "application/x-ndjson", ollamaStreams],
  ["`ollama`, answers", "ollama", JSON_BODY, ollamaBodies],
];

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  // The SDKs say there what they leave out.
  for (const name of ["log", "warn", "error"] as const) {
    vi.spyOn(console, name).mockImplementation(() => {});
  }
});
afterAll(() => {
  stage.close();
  vi.restoreAllMocks();
});

/** A matcher for what is seen; of an error the words are in its message. */
function matching({ error, ...rest }: Right): unknown {
  if (error === undefined) return rest;
  const { says, ...more } = error;
  return { ...rest, error: { ...more, message: expect.stringContaining(says) } };
}

/** SDKs have classes of their own. */
function withoutCode({ error, ...rest }: Right): Right {
  if (error === undefined) return rest;
  const { code: _, ...more } = error;
  return { ...rest, error: more };
}

describe.each(GROUPS)("on the same bytes as %s", (_, vendor, type, shapes) => {
  it.each(shapes.map((shape) => [shape.name, shape] as const))("%s", async (_, shape) => {
    const { answer, streamed, right, sdk } = shape;
    const ours = await stage.play(answer, type, (url) => askOurs(vendor, url, streamed));
    expect(ours, "our client").toEqual(matching(right));
    const theirs: Seen = await stage.play(answer, type, (url) => askSdk(vendor, url, streamed));
    if (sdk === "right") expect(theirs, "the SDK").toEqual(matching(withoutCode(right)));
    else {
      expect(theirs, "the SDK").toEqual(matching(sdk));
      expect(theirs, "the SDK, which is right now").not.toEqual(matching(withoutCode(right)));
    }
  });
});

it("no shape is there twice", () => {
  for (const [, , , shapes] of GROUPS) {
    const names = shapes.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  }
});

it("the docs have every shape: `vitest -u` writes them", async () => {
  const path = resolve(import.meta.dirname, "../../../../docs/wire-behaviours.md");
  const docs = readFileSync(path, "utf8");
  const tables = GROUPS.map(
    ([title, , , shapes]) =>
      `### ${title}\n\n${table([["what comes", "what is right", "what the SDK shows"], ...shapes.map(rowOf)])}\n`,
  );
  const marks = /(<!-- shapes -->\n).*(<!-- end of shapes -->)/s;
  expect(docs).toMatch(marks);
  const written = docs.replace(marks, (_, begin, end) => `${begin}\n${tables.join("\n")}\n${end}`);
  await expect(written).toMatchFileSnapshot(path);
});
