import { describe, expect, it } from "vitest";
import { type Message, unsafeModel } from "../../src/chat/request.ts";
import { hasWire, recordings } from "../support/wire.ts";
import { plainRead } from "./plain-reader.ts";
import { MODEL, REQUEST, recordedClient } from "./recorded-client.ts";
import { replay } from "./replay.ts";
import { sseValues } from "./sse-values.ts";
import { isStream } from "./stream-recordings.ts";

type Item = Readonly<Record<string, unknown>>;

const answers = recordings("openai_responses")
  .filter((recording) => plainRead(recording).kind === "reply")
  .map((recording) => [recording.name, recording] as const);

describe.skipIf(!hasWire)("what a server of Responses gave out goes back", () => {
  it.each(answers)("O3: %s, byte for byte", async (_, recording) => {
    const bytes = new TextEncoder().encode(recording.response.body);
    const client = recordedClient("openai_responses", { transport: replay(recording, [bytes]) });
    const reply = isStream(recording)
      ? await client.stream(REQUEST).result()
      : await client.chat(REQUEST);
    const messages: Message[] = [
      { role: "user", content: "Say hello" },
      { role: "assistant", content: reply.content },
      ...reply.toolCalls.map(({ id }) => ({ role: "tool", toolCallId: id, content: "1" }) as const),
      { role: "user", content: "Go on" },
    ];
    const { body } = await client.preview({ model: unsafeModel(MODEL), messages });
    const { input } = body as { input: readonly Item[] };
    const back = input.slice(1, -1 - reply.toolCalls.length);
    expect(back.map((item) => JSON.stringify(item))).toEqual(
      expectedBack(recording.response.body).map((item) => JSON.stringify(item)),
    );
  });
});

/** The items of an answer, but for reasoning that no server can read, and for what is empty. */
function expectedBack(body: string): readonly Item[] {
  let items: Item[];
  let isCut = false;
  if (body.startsWith("{")) ({ output: items = [], status: isCut } = readEnd(JSON.parse(body)));
  else {
    const { values } = sseValues(body);
    const events = values as readonly { type: string; item: Item; response: unknown }[];
    const done = events.filter(({ type }) => type === "response.output_item.done");
    const end = readEnd(events.at(-1)?.response);
    isCut = end.status;
    items = done.map(({ item }) => {
      const last = end.output.find(({ id }) => id === item["id"]);
      return item["type"] === "reasoning" && !item["encrypted_content"] ? (last ?? item) : item;
    });
  }
  return items.flatMap((item, i) => {
    if (isUnreadable(item) || (isCut && item === items.at(-1) && item["type"] === "reasoning")) {
      return [];
    }
    const before = items[i - 1];
    const { id: _, ...rest } = item;
    return before !== undefined && isUnreadable(before) ? [rest] : [item];
  });
}

function readEnd(value: unknown): { output: Item[]; status: boolean } {
  const { output, status } = value as { output: Item[]; status: string };
  return { output, status: status === "incomplete" };
}

function isUnreadable({ type, encrypted_content: encrypted, content }: Item): boolean {
  return type === "reasoning" && !encrypted && !(Array.isArray(content) && content.length > 0);
}
