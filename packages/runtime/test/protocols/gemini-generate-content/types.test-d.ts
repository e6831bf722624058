import type {
  Content,
  GenerateContentConfig,
  GenerateContentResponse,
  GenerationConfig,
  SafetySetting,
  Tool,
  ToolConfig,
} from "genai3";
import { expectTypeOf, test } from "vitest";
import type { GeminiBody } from "../../../src/protocols/gemini-generate-content/request.ts";
import type { GeminiAnswer } from "../../../src/protocols/gemini-generate-content/response.ts";
import type { Invented, OnTheWire } from "../../support/wire-types.ts";

/** The SDK has types for the parts of the body, not for the whole. */
interface OfficialBody {
  contents: Content[];
  systemInstruction?: Content;
  tools?: Tool[];
  toolConfig?: ToolConfig;
  generationConfig?: GenerationConfig;
  safetySettings?: SafetySetting[];
  cachedContent?: string;
  serviceTier?: NonNullable<GenerateContentConfig["serviceTier"]>;
}

test("the body is one that Google's SDK could send", () => {
  expectTypeOf<GeminiBody>().toExtend<OnTheWire<OfficialBody>>();
  expectTypeOf<Invented<GeminiBody, OfficialBody>>().toEqualTypeOf<never>();
});

test("what Google's SDK reads can be read", () => {
  expectTypeOf<OnTheWire<GenerateContentResponse>>().toExtend<GeminiAnswer>();
  expectTypeOf<Invented<GeminiAnswer, GenerateContentResponse>>().toEqualTypeOf<never>();
});

test("an invented name would be found", () => {
  type Wrong = {
    readonly contents: readonly { readonly parts: readonly { readonly txt: string }[] }[];
  };
  expectTypeOf<Invented<Wrong, OfficialBody>>().toEqualTypeOf<"txt">();
});
