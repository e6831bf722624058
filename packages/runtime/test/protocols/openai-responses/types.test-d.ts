import type {
  Response,
  ResponseCreateParams,
  ResponseStreamEvent,
} from "openai7/resources/responses/responses";
import { expectTypeOf, test } from "vitest";
import type { OpenaiResponsesBody } from "../../../src/protocols/openai-responses/request.ts";
import type { OpenaiResponsesAnswer } from "../../../src/protocols/openai-responses/response.ts";
import type { Invented, OnTheWire } from "../../support/wire-types.ts";
import type { PASSED_OVER, READ } from "./event-kinds.ts";

test("the body is one that OpenAI's SDK could send", () => {
  expectTypeOf<OpenaiResponsesBody>().toExtend<OnTheWire<ResponseCreateParams>>();
  // OpenRouter's.
  expectTypeOf<Invented<OpenaiResponsesBody, ResponseCreateParams>>().toEqualTypeOf<"max_tokens">();
});

test("what OpenAI's SDK reads can be read", () => {
  expectTypeOf<OnTheWire<Response>>().toExtend<OnTheWire<OpenaiResponsesAnswer>>();
});

test("every kind of event of OpenAI's SDK is read or passed over", () => {
  type Known = (typeof READ)[number] | (typeof PASSED_OVER)[number];
  // Of the newest SDK: what it adds has to be put into either list.
  expectTypeOf<Known>().toEqualTypeOf<ResponseStreamEvent["type"]>();
});
