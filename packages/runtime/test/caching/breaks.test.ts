import type { CacheTtl } from "@kei/registry";
import { expect, it } from "vitest";
import type { CacheHint } from "../../src/chat/request.ts";
import { anthropicMessages } from "../../src/protocols/anthropic-messages/protocol.ts";
import { bodyOf, type Messages, type Said } from "../support/request-body.ts";
import { soak } from "../support/soak.ts";

interface Block {
  readonly type?: string;
  readonly text?: string;
  readonly cache_control?: { readonly ttl?: string };
}

/** The blocks of a body, in the order in which Anthropic reads them. */
function blocksOf(body: object): Block[] {
  const { tools = [], system, messages } = body as Record<string, never>;
  return [
    ...(tools as Block[]),
    ...(Array.isArray(system) ? (system as Block[]) : []),
    ...(messages as unknown as { content: Block[] }[]).flatMap(({ content }) => content),
  ];
}

/** The body as it is without breaks. */
function unmarked(body: object): unknown {
  const { system, ...rest } = JSON.parse(
    JSON.stringify(body, (key, value) => (key === "cache_control" ? undefined : value)),
  );
  return { ...rest, system: Array.isArray(system) ? system[0].text : system };
}

const HINTS: readonly CacheHint["cacheBreak"][] = [
  undefined,
  undefined,
  false,
  true,
  "short",
  "long",
];
const TTLS: readonly (readonly CacheTtl[] | undefined)[] = [undefined, ["5m"], ["5m", "1h"]];

/** A request of which anything may be said, the same for the same number. */
function requestOf(seed: number): Said {
  let state = seed * 2_654_435_761 + 1;
  const pick = <T>(from: readonly T[]): T => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return from[Math.floor((state / 2 ** 32) * from.length)] as T;
  };
  const some = <T>(most: number, make: (index: number) => T): T[] =>
    Array.from({ length: pick(Array.from({ length: most + 1 }, (_, i) => i)) }, (_, i) => make(i));
  const text = () => pick(["", " ", "Hello", "long ".repeat(pick([1, 400, 4_000]))]);
  const hint = () => ({ cacheBreak: pick(HINTS) });
  const said = () => ({ type: "text" as const, text: text(), ...hint() });
  const own = () => ({
    type: "opaque" as const,
    value: pick([
      { type: "server_tool_use", id: "s" },
      { type: "text", text: "" },
    ]),
    ...hint(),
  });
  const thought = () =>
    pick([
      { type: "reasoning" as const, text: "Hm.", signature: "sig", ...hint() },
      { type: "reasoning" as const, text: "", redactedData: "data", ...hint() },
    ]);
  let id = 0;
  const messages = some(8, (): Messages[number][] => {
    const answer = some(4, () => pick([said, own, thought])());
    id += 1;
    const call = { type: "tool-call" as const, id: `c${id}`, name: "t", arguments: {}, ...hint() };
    const result = { role: "tool" as const, toolCallId: call.id, toolName: "t", isError: false };
    return [
      { role: "user", content: [said(), { type: "image", url: "https://a.test/b", ...hint() }] },
      { role: "assistant", content: [...answer, ...pick([[call], []])] },
      ...pick([[{ ...result, content: some(2, said) }], []]),
    ];
  }).flat();
  return {
    ...pick([{}, { system: text() }]),
    tools: some(5, (i) => ({ name: `t${i}`, parameters: { type: "object" }, ...hint() })),
    messages: [{ role: "user", content: [said()] }, ...messages],
    cache: pick([{}, { keep: "short" as const }, { keep: "long" as const }]),
    ...pick([{}, { modelCacheMinTokens: pick([512, 4_096]) }]),
    ...pick(TTLS.map((modelCacheTtls) => (modelCacheTtls === undefined ? {} : { modelCacheTtls }))),
  };
}

const seeds = soak(
  Array.from({ length: 20_000 }, (_, i) => i),
  "breaks",
);

it("H4: puts four breaks at most, a long life never after a short one, on nothing empty or thought", () => {
  const counts = new Set<number>();
  for (const seed of seeds) {
    const request = requestOf(seed);
    const body = bodyOf(anthropicMessages, request);
    const marked = blocksOf(body).filter((block) => block.cache_control !== undefined);
    const lives = marked.map(({ cache_control }) => cache_control?.ttl ?? "5m");
    counts.add(marked.length);
    expect(marked.length, `${seed}`).toBeLessThanOrEqual(4);
    expect(lives.lastIndexOf("1h"), `${seed}`).toBeLessThan(
      lives.includes("5m") ? lives.indexOf("5m") : lives.length,
    );
    if (request.modelCacheTtls?.includes("1h") === false) expect(lives).not.toContain("1h");
    for (const { type, text } of marked) {
      expect([undefined, "text", "image", "tool_use", "tool_result"], `${seed}`).toContain(type);
      if (type === "text") expect(text?.trim(), `${seed}`).not.toBe("");
    }
    const { cache: _, ...plain } = request;
    expect(unmarked(body), `${seed}`).toEqual(unmarked(bodyOf(anthropicMessages, plain)));
  }
  expect([...counts].sort()).toEqual([0, 1, 2, 3, 4]);
});

it("H4: touches no block that came back opaque", () => {
  const value = Object.freeze({ type: "text", text: "of a server", cache_control: { type: "x" } });
  const messages: Messages = [
    { role: "user", content: [{ type: "text", text: "Hello" }] },
    { role: "assistant", content: [{ type: "opaque", value, cacheBreak: true }] },
  ];
  const body = bodyOf(anthropicMessages, { messages, cache: {} });
  expect(blocksOf(body)[1]).toBe(value);
});
