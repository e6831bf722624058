import type {
  Message,
  MessageCreateParamsBase,
} from "@anthropic-ai/sdk/resources/messages/messages";
import { expectTypeOf, test } from "vitest";
import type { AnthropicBody } from "../../../src/protocols/anthropic-messages/request.ts";
import type { AnthropicAnswer } from "../../../src/protocols/anthropic-messages/response.ts";
import type { Invented, OnTheWire } from "../../support/wire-types.ts";

/** The SDK has them no more: Claude takes none of them from Opus 4.7 on. Models before still do. */
type Sampling = "temperature" | "top_p" | "top_k";

test("the body is one that Anthropic's SDK could send", () => {
  expectTypeOf<Omit<AnthropicBody, Sampling>>().toExtend<OnTheWire<MessageCreateParamsBase>>();
  expectTypeOf<Invented<AnthropicBody, MessageCreateParamsBase>>().toEqualTypeOf<Sampling>();
});

test("what Anthropic's SDK reads can be read", () => {
  expectTypeOf<OnTheWire<Message>>().toExtend<OnTheWire<AnthropicAnswer>>();
  expectTypeOf<Invented<AnthropicAnswer, Message>>().toEqualTypeOf<never>();
});

test("an invented name would be found", () => {
  type Wrong = {
    readonly messages: readonly {
      readonly role: "user";
      readonly content: readonly { readonly type: "text"; readonly txt: string }[];
    }[];
  };
  expectTypeOf<Invented<Wrong, MessageCreateParamsBase>>().toEqualTypeOf<"txt">();
});
