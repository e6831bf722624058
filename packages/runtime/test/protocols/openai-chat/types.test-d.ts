import type {
  ChatCompletion,
  ChatCompletionCreateParams,
} from "openai7/resources/chat/completions/completions";
import { expectTypeOf, test } from "vitest";
import type { OpenaiChatBody } from "../../../src/protocols/openai-chat/request.ts";
import type { OpenaiChatAnswer } from "../../../src/protocols/openai-chat/response.ts";
import type { Invented, OnTheWire } from "../../support/wire-types.ts";

test("the body is one that OpenAI's SDK could send", () => {
  expectTypeOf<OpenaiChatBody>().toExtend<OnTheWire<ChatCompletionCreateParams>>();
  expectTypeOf<Invented<OpenaiChatBody, ChatCompletionCreateParams>>().toEqualTypeOf<
    | "reasoning_content"
    | "extra_content"
    | "thinking"
    | "reasoning"
    | "enable_thinking"
    | "thinking_budget"
    | "chat_template_kwargs"
    | "cache_control"
  >();
});

test("what OpenAI's SDK reads can be read", () => {
  expectTypeOf<OnTheWire<ChatCompletion>>().toExtend<OnTheWire<OpenaiChatAnswer>>();
  expectTypeOf<Invented<OpenaiChatAnswer, ChatCompletion>>().toEqualTypeOf<"reasoning_content">();
});

test("an invented name would be found", () => {
  type Wrong = {
    readonly messages: readonly {
      readonly role: "tool";
      readonly tool_call_identifier: string;
      readonly content: string;
    }[];
  };
  expectTypeOf<
    Invented<Wrong, ChatCompletionCreateParams>
  >().toEqualTypeOf<"tool_call_identifier">();
});
