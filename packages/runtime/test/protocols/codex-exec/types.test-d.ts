import { expectTypeOf, test } from "vitest";
import { codex } from "../../../src/gen/codex.gen.ts";
import type { CodexBody } from "../../../src/protocols/codex-exec/request.ts";
import type { CodexAnswer } from "../../../src/protocols/codex-exec/response.ts";

// There is no package of types that comes without the program: what is documented stands here.
type Documented =
  | { type: "thread.started"; thread_id: string }
  | { type: "turn.started" }
  | { type: "item.completed"; item: { id: string; type: "agent_message"; text: string } }
  | { type: "turn.completed"; usage: { input_tokens: number; output_tokens: number } }
  | { type: "turn.failed"; error: { message: string } }
  | { type: "error"; message: string };

test("the body is what one run of the program is given", () => {
  expectTypeOf(codex().raw).parameter(0).toEqualTypeOf<CodexBody>();
  expectTypeOf<{ args: string[]; prompt: string }>().toExtend<CodexBody>();
});

test("what codex prints can be read", () => {
  expectTypeOf(codex().raw).returns.resolves.toEqualTypeOf<CodexAnswer>();
  expectTypeOf<Documented[]>().toExtend<CodexAnswer>();
});

test("what has no type is no event", () => {
  expectTypeOf<{ thread_id: string }[]>().not.toExtend<CodexAnswer>();
});
