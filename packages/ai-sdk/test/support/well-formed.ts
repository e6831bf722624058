import type { LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { expect } from "vitest";

/** The order of parts that the specification asks for: what consumers rely on. */
export function wellFormed(parts: readonly LanguageModelV4StreamPart[]): void {
  expect(parts[0]?.type).toBe("stream-start");
  expect(parts.at(-1)?.type).toBe("finish");
  expect(parts.filter(({ type }) => type === "stream-start" || type === "finish")).toHaveLength(2);
  const open = new Map<string, string>();
  const taken = new Set<string>();
  for (const part of parts) {
    const [, kind, step] = /^(text|reasoning|tool-input)-(start|delta|end)$/.exec(part.type) ?? [];
    if (kind === undefined || !("id" in part) || part.id === undefined) continue;
    if (step === "start") {
      expect(taken).not.toContain(part.id);
      taken.add(part.id);
      open.set(part.id, kind);
    }
    expect(open.get(part.id), `${part.type} of what was not begun`).toBe(kind);
    if (step === "end") open.delete(part.id);
  }
  expect([...open.keys()], "blocks without an end").toEqual([]);
}
