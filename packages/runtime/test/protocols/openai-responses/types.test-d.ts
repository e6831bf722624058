import type {
  Response,
  ResponseCreateParams,
  ResponseStreamEvent,
} from "openai/resources/responses/responses";
import { expectTypeOf, test } from "vitest";
import type { OpenaiResponsesBody } from "../../../src/protocols/openai-responses/request.ts";
import type { OpenaiResponsesAnswer } from "../../../src/protocols/openai-responses/response.ts";
import type { Invented, OnTheWire } from "../../support/wire-types.ts";
import type { PASSED_OVER, READ } from "./event-kinds.ts";

test("the body is one that OpenAI's SDK could send", () => {
  // This version knows 30 minutes alone; openai 7.50 and later know twelve hours, and both of parts.
  type Options = NonNullable<OpenaiResponsesBody["prompt_cache_options"]>;
  type Known = Omit<OpenaiResponsesBody, "prompt_cache_options"> & {
    prompt_cache_options?: Omit<Options, "ttl"> & {
      ttl?: Exclude<NonNullable<Options["ttl"]>, "12h">;
    };
  };
  expectTypeOf<Known>().toExtend<OnTheWire<ResponseCreateParams>>();
  expectTypeOf<Options["ttl"]>().toEqualTypeOf<"30m" | "12h" | undefined>();
  // OpenRouter's, and that of parts.
  expectTypeOf<Invented<OpenaiResponsesBody, ResponseCreateParams>>().toEqualTypeOf<
    "max_tokens" | "ttl"
  >();
});

test("what OpenAI's SDK reads can be read", () => {
  expectTypeOf<OnTheWire<Response>>().toExtend<OnTheWire<OpenaiResponsesAnswer>>();
});

test("every kind of event of OpenAI's SDK is read or passed over", () => {
  type Known = (typeof READ)[number] | (typeof PASSED_OVER)[number];
  expectTypeOf<Exclude<ResponseStreamEvent["type"], Known>>().toEqualTypeOf<never>();
});
