import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isSoak } from "../support/soak.ts";
import { countWork } from "./count-work.ts";

// Their code is counted from its beginning: it is loaded behind what counts.
const { answers } = await import("./answers.ts");
const { conversations } = await import("./conversations.ts");
const { failures } = await import("./failures.ts");
const { outputs } = await import("./outputs.ts");

/** Most that ten times as much may take, beside ten times as long. */
const TOLERANCE = 1.2;

/** In characters; `pnpm soak` goes on to 10 MB. */
const SIZES = isSoak ? [10_000, 100_000, 1_000_000, 10_000_000] : [20_000, 200_000];

const SRC = new URL("../../src/", import.meta.url);

/** Where text from outside is read. */
const FOLDERS = ["answer", "failure", "framing", "output", "prepare", "protocols"];

/** What there reads none: types, tables of what does, what starts a program, and what looks at some counts or an id once. */
const NO_READERS: readonly string[] = [
  "protocols/anthropic-messages/answers.ts",
  "protocols/openai-chat/carried-names.ts",
  "protocols/ollama-chat/answers.ts",
  "protocols/openai-chat/answers.ts",
  "protocols/openai-responses/answers.ts",
  "answer/answering-model.ts",
  "protocols/codex-exec/usage.ts",
  "framing/framer.ts",
  "protocols/prepared-request.ts",
  "protocols/protocol.ts",
  "protocols/codex-exec/process-transport.ts",
  "protocols/codex-exec/start-process.ts",
];

const ran = new Set<string>();

describe("W12: ten times as much is ten times the work", () => {
  const all = [...answers, ...failures, ...outputs, ...conversations];
  it.each(all.map((each) => [each.name, each] as const))("%s", async (_, { shape, read }) => {
    const amounts: number[] = [];
    for (const size of SIZES) {
      const text = shape(size);
      const { amount, files } = await countWork(() => read(text));
      amounts.push(amount);
      for (const file of files) ran.add(file);
    }
    const ratios = amounts.slice(1).map((amount, i) => amount / (amounts[i] as number));
    expect(Math.max(...ratios), `${amounts}`).toBeLessThanOrEqual(10 * TOLERANCE);
  });

  it("is so of all that reads", () => {
    const files = FOLDERS.flatMap((folder) =>
      readdirSync(new URL(folder, SRC), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => `${folder}/${file.replaceAll("\\", "/")}`),
    );
    const idle = files.filter((file) => !ran.has(new URL(file, SRC).href));
    expect(idle.sort()).toEqual(NO_READERS.toSorted());
  });

  it.each([
    [
      "looks at all again with each piece",
      (size: number) => {
        let text = "";
        for (let at = 0; at < size; at += 100) {
          text += "x".repeat(100);
          text.indexOf("\n");
        }
      },
    ],
    [
      "goes on with a loop of its own",
      (size: number) => {
        let sum = 0;
        for (let i = 0; i < size; i += 100) for (let j = 0; j < i; j += 100) sum += j;
        return sum;
      },
    ],
  ])("would be seen of what %s", async (_, naive) => {
    const [small, large] = [
      await countWork(() => naive(20_000)),
      await countWork(() => naive(200_000)),
    ];
    expect(large.amount / small.amount).toBeGreaterThan(90);
  });
});
