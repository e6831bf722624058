import type { ChatRequest, ChatResponse } from "ollama";
import { expectTypeOf, test } from "vitest";
import type { OllamaBody } from "../../../src/protocols/ollama-chat/request.ts";
import type { OllamaAnswer } from "../../../src/protocols/ollama-chat/response.ts";
import type { Invented, OnTheWire } from "../../support/wire-types.ts";

test("the body is one that Ollama's client could send", () => {
  expectTypeOf<OllamaBody>().toExtend<OnTheWire<ChatRequest>>();
  expectTypeOf<Invented<OllamaBody, ChatRequest>>().toEqualTypeOf<never>();
});

test("what Ollama's client reads can be read", () => {
  expectTypeOf<OnTheWire<ChatResponse>>().toExtend<OllamaAnswer>();
  // Newer servers send both with calls; its client does not know them yet.
  expectTypeOf<Invented<OllamaAnswer, ChatResponse>>().toEqualTypeOf<"id" | "index">();
});

test("an invented name would be found", () => {
  type Wrong = { readonly messages: readonly { readonly role: "user"; readonly txt: string }[] };
  expectTypeOf<Invented<Wrong, ChatRequest>>().toEqualTypeOf<"txt">();
});
