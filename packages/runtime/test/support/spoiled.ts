import { expect } from "vitest";
import { ReplyBuilder } from "../../src/answer/reply-builder.ts";
import { FailureError } from "../../src/chat/errors.ts";
import type { Protocol } from "../../src/protocols/protocol.ts";
import { answersOf } from "./answer-sides.ts";

const JUNK = [null, 0, -1.5, true, "", "__proto__", [], [null], {}, { a: 1 }];

/**
 * Puts junk in the place of every part of the values of a stream, one at a time: of all errors only
 * ours may come. So that every reader is reached, the values should have all that the protocol knows.
 *
 * @returns how many streams were read
 */
export function expectJunkBreaksNoStream(protocol: Protocol, values: readonly unknown[]): number {
  let count = 0;
  for (const [index, value] of values.entries()) {
    for (const bad of spoiled(value)) {
      survives((builder) => {
        const decoder = answersOf(protocol).createDecoder(builder);
        for (const next of values.with(index, bad)) decoder.push(next, typeOf(next));
      });
      count += 1;
    }
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
  return count;
}

/** The same of a whole body, which is read as an answer and as an error. */
export function expectJunkBreaksNoBody(protocol: Protocol, body: unknown): number {
  let count = 0;
  for (const bad of spoiled(body)) {
    survives((builder) => answersOf(protocol).readReply(bad, builder));
    answersOf(protocol).readError(500, bad);
    count += 1;
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
  return count;
}

function survives(read: (builder: ReplyBuilder) => void): void {
  const builder = new ReplyBuilder(() => {});
  try {
    read(builder);
    builder.complete();
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
  }
  builder.parts();
}

/** Every value that comes of putting junk in the place of one part of a value, or of leaving it out. */
function* spoiled(value: unknown): Generator<unknown> {
  yield* JUNK;
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    for (const bad of spoiled(inner)) {
      yield Array.isArray(value) ? value.with(Number(key), bad) : { ...value, [key]: bad };
    }
    if (!Array.isArray(value)) {
      const { [key]: _, ...rest } = value as Record<string, unknown>;
      yield rest;
    }
  }
}

/** The name of the event, where the wire names it after its value. */
function typeOf(value: unknown): string | undefined {
  const { type } = (value ?? {}) as { type?: unknown };
  return typeof type === "string" ? type : undefined;
}
