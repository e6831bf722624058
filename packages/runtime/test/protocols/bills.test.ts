import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Bill, matching, partsOf } from "../../../registry/test/support/bill.ts";
import { ReplyBuilder } from "../../src/answer/reply-builder.ts";
import type { Usage } from "../../src/chat/reply.ts";
import { readMessage } from "../../src/protocols/anthropic-messages/response.ts";
import { readModelAndUsage } from "../../src/protocols/openai-chat/response.ts";

const file = join(import.meta.dirname, "../../../../../shared/bills/bills.json");
const found = existsSync(file);
if (!found) console.warn("skipped: ../shared/bills is not here");
const bills: readonly Bill[] = found ? JSON.parse(readFileSync(file, "utf8")) : [];

/** As the protocol whose words they are reads the counts of an answer. */
function readWire(usage: Bill["usage"]): Usage {
  const builder = new ReplyBuilder();
  if ("prompt_tokens" in usage) readModelAndUsage({ usage }, undefined, builder);
  else readMessage({ usage }, builder, new Map());
  if (builder.usage === undefined) throw new Error("no usage was read");
  return builder.usage;
}

/** Wires that no protocol here speaks: xAI's own SDK, Responses, transcription. */
const isOurs = ({ usage, usage_form, follows_exactly }: Bill) =>
  usage_form === "wire-json" &&
  follows_exactly !== "no" &&
  !("prompt_text_tokens" in usage) &&
  ("completion_tokens" in usage ||
    "cache_creation_input_tokens" in usage ||
    "cache_read_input_tokens" in usage);

describe.skipIf(!found)("the usage of an answer that says what it cost", () => {
  it.each(bills.filter(isOurs))("$id is read so that it comes to that", (bill) => {
    expect(matching(bill, partsOf(bill, readWire))).toBeDefined();
  });
});
