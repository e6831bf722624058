import { models as anthropicModels } from "@kei/registry/anthropic";
import { models as openaiModels } from "@kei/registry/openai";
import { expect, it } from "vitest";
import { routedModels } from "../../src/client/routed-models.ts";

it("keys models by ref, which is their id for a proxy, and puts the provider before aliases", () => {
  const table = routedModels({ anthropic: anthropicModels, openai: openaiModels });
  expect(Object.keys(table)).toEqual([
    ...Object.keys(anthropicModels).map((id) => `anthropic/${id}`),
    ...Object.keys(openaiModels).map((id) => `openai/${id}`),
  ]);
  const haiku = anthropicModels["claude-haiku-4-5"];
  expect(table).toMatchObject({
    "anthropic/claude-haiku-4-5": {
      ...haiku,
      id: "anthropic/claude-haiku-4-5",
      aliases: ["anthropic/claude-haiku-4-5-20251001"],
    },
  });
  // The facts themselves stay as they are.
  expect(haiku.id).toBe("claude-haiku-4-5");
});

it("leaves the proxy's own models as they are", () => {
  const own = { mine: { ...anthropicModels["claude-haiku-4-5"], id: "mine", aliases: ["m"] } };
  expect(routedModels({}, own)).toEqual(own);
  expect(Object.keys(routedModels({ openai: openaiModels }, own))[0]).toBe("mine");
  expect(routedModels({})).toEqual({});
});
