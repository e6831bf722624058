import { expect, it } from "vitest";
import { RoutedRunError } from "../../src/router/routed-run.ts";
import { tool } from "../../src/tools/tool.ts";
import { failure } from "../support/test-client.ts";
import { failing, hello, OK, testRouter } from "./test-router.ts";

const call = {
  body: JSON.stringify({
    choices: [
      {
        finish_reason: "tool_calls",
        message: {
          content: null,
          tool_calls: [{ id: "c1", type: "function", function: { name: "now", arguments: "{}" } }],
        },
      },
    ],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  }),
};
const now = tool({
  name: "now",
  parameters: { type: "object", properties: {} },
  execute: () => "noon",
});

it("F16: a run moves on between turns, and stays with the model that answered last", async () => {
  const { router, asked } = testRouter({
    alpha: [call, failing(503), call, OK],
  });
  const run = await router.runTools({ ...hello, tools: [now] }, { maxTurns: 5 });
  expect(asked).toEqual(["first", "first", "sibling", "sibling"]);
  expect(run).toMatchObject({
    end: "answer",
    turns: 3,
    cost: { kind: "known", total: 3n * 2300n },
    reply: { text: "Hi.", route: { profile: "tester", answered: "alpha/sibling" } },
  });
  expect(run.messages).toHaveLength(6);
});

it("F16: a run that fails has what was done, and the route of its last turn", async () => {
  const { router } = testRouter({ alpha: [call, failing(400)] });
  const error = await failure(router.runTools({ ...hello, tools: [now] }, { maxTurns: 5 }));
  expect(error).toBeInstanceOf(RoutedRunError);
  expect(error).toMatchObject({
    code: "bad-request",
    run: { turns: 1, pending: [] },
    route: { steps: [{ ref: "alpha/first", outcome: "failed" }] },
  });
  expect(JSON.parse(JSON.stringify(error)).route.profile).toBe("tester");
});

it("F16: what is wrong with a run is said before anything is sent", async () => {
  const { router, asked } = testRouter({});
  const wrong = router.runTools({ ...hello, tools: [now] }, { maxTurns: 0 });
  expect(await failure(wrong)).toMatchObject({ code: "config" });
  expect(await failure(router.runTools(undefined as never, { maxTurns: 1 }))).toMatchObject({
    code: "bad-request",
  });
  expect(asked).toEqual([]);
});
