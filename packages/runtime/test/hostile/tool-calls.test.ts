import fc from "fast-check";
import { expect, it } from "vitest";
import { type ToolCallPiece, ToolCalls } from "../../src/answer/tool-calls.ts";
import { FailureError } from "../../src/chat/errors.ts";
import { bySeed } from "../support/by-seed.ts";

const values = fc.dictionary(
  fc.string({ maxLength: 6 }),
  fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.string())),
  { minKeys: 1, maxKeys: 4 },
);

/** Calls that a model made, and where each of their arguments is cut. */
const calls = fc
  .array(fc.record({ args: values, at: fc.array(fc.nat(80), { maxLength: 4 }), name: fc.nat(3) }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((made) =>
    made.map(({ args, at, name }, i) => ({ id: `id_${i}`, name: `tool_${name}`, args, at })),
  );

function cutAt(json: string, at: readonly number[]): string[] {
  const cuts = at.map((cut) => cut % (json.length + 1)).sort((a, b) => a - b);
  const bounds = [0, ...cuts, json.length];
  return bounds.slice(1).map((end, i) => json.slice(bounds[i], end));
}

/** How servers tell calls apart: by index and id in each piece, by either, or by their order. */
const STYLES: Readonly<
  Record<string, (id: string, index: number, isFirst: boolean) => ToolCallPiece>
> = {
  "an index and an id in each": (id, index) => ({ id, index }),
  "an index in each, an id in the first": (id, index, isFirst) => ({
    index,
    ...(isFirst && { id }),
  }),
  "an id in each": (id) => ({ id }),
  "an id in the first alone": (id, _, isFirst) => (isFirst ? { id } : {}),
};

it.each(Object.entries(STYLES))(
  "W17: calls are what they were, in pieces however they are cut and mixed, with %s",
  (style, name) => {
    fc.assert(
      fc.property(calls, fc.infiniteStream(fc.nat()), (made, random) => {
        const lines = made.map((call, index) =>
          cutAt(JSON.stringify(call.args), call.at).map((text, i) => ({
            ...name(call.id, index, i === 0),
            ...(i === 0 && { name: call.name }),
            arguments: text,
          })),
        );
        const assembly = new ToolCalls();
        // Calls begin in their order; where each piece says whose it is they go on in any.
        const begun = lines.map((line) => line.splice(0, 1)[0] as ToolCallPiece);
        const isMixed = style.includes("in each");
        for (const [i, first] of begun.entries()) {
          assembly.add(first);
          if (!isMixed) for (const piece of lines[i] ?? []) assembly.add(piece);
        }
        for (let left = isMixed ? lines : []; left.length > 0; ) {
          left = left.filter((line) => line.length > 0);
          const line = left[(random.next().value ?? 0) % left.length];
          if (line !== undefined) assembly.add(line.shift() as ToolCallPiece);
        }
        const told = assembly.complete(false, new Set());
        const sorted = told
          .map(({ id, name, arguments: args }) => ({ id, name, args }))
          .sort((a, b) => a.id.localeCompare(b.id));
        expect(sorted).toEqual(made.map(({ id, name, args }) => ({ id, name, args })));
      }),
      bySeed(2, 20_000),
    );
  },
);

const junk = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    "",
    0,
    -1,
    1e9,
    Number.NaN,
    "0",
    "call_0",
    {},
    [],
    "{",
    "{}",
  ),
  fc.string({ maxLength: 5 }),
  fc.integer({ min: 0, max: 3 }),
  fc.jsonValue({ maxDepth: 3 }),
);

it("W17: pieces of anything are calls with ids of their own and arguments that are objects, or an error of ours", () => {
  let failures = 0;
  let found = 0;
  fc.assert(
    fc.property(
      fc.array(
        fc.record(
          {
            index: junk,
            id: junk,
            name: fc.oneof(junk, fc.constantFrom("get", "set")),
            arguments: junk,
            broken: fc.boolean(),
            legacy: fc.boolean(),
            place: fc.constantFrom("whole" as const, "beside" as const, undefined),
          },
          { requiredKeys: [] },
        ),
        { maxLength: 20 },
      ),
      fc.boolean(),
      (pieces, isCut) => {
        const assembly = new ToolCalls();
        try {
          for (const piece of pieces) assembly.add(piece);
          const told = assembly.complete(isCut, new Set(["call_0", "taken"]));
          const ids = told.map(({ id }) => id);
          expect(new Set([...ids, "call_0", "taken"]).size).toBe(ids.length + 2);
          for (const { name, arguments: args, invalidArguments } of told) {
            expect(name).not.toBe("");
            if (invalidArguments === undefined) expect(Object(args)).toBe(args);
            else expect(args).toBeUndefined();
          }
          JSON.stringify(told);
          found += told.length;
        } catch (thrown) {
          if (!(thrown instanceof FailureError)) throw thrown;
          failures += 1;
        }
      },
    ),
    bySeed(3, 50_000),
  );
  expect(failures).toBeGreaterThan(20);
  expect(found).toBeGreaterThan(500);
  expect(Object.keys(Object.prototype)).toEqual([]);
});
