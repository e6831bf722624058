import "./support/fixed-day.ts";
import { generateText, streamText } from "ai";
import { expect, it } from "vitest";
import { costOf, createKei } from "../src/core.ts";
import { type Answer, claude, fails, gpt, scriptedKei, words } from "./support/answers.ts";

const profiles = {
  writer: {
    id: "writer",
    displayName: "Writer",
    description: "Writes.",
    role: "writer",
    caps: [],
    defaultModelRef: "anthropic/claude-sonnet-4-6",
    fallbackModelRefs: ["openai/gpt-5.2"],
  },
} as never as { readonly writer: object };

const AT = "2026-11-30";

function open(...answers: readonly Answer[]) {
  const { clients, sent } = scriptedKei(...answers);
  const kei = createKei({ clients, profiles, policy: { retries: 0 } });
  return { kei, sent };
}

it("asks the next model, says the way, and counts all that was paid", async () => {
  const { kei, sent } = open(fails(529, "overloaded_error"), gpt("Hello"));
  const result = await generateText({ model: kei.profile("writer", { at: AT }), prompt: "Hi" });
  expect(result.text).toBe("Hello");
  expect(sent.map(({ url }) => new URL(url).host)).toEqual(["api.anthropic.com", "api.openai.com"]);
  expect(result.providerMetadata?.["kei"]).toMatchObject({
    model: "gpt-5.2",
    route: {
      profile: "writer",
      answered: "openai/gpt-5.2",
      steps: [{ outcome: "failed" }, { outcome: "answered" }],
    },
  });
  expect(costOf(result)).toMatchObject({ kind: "known", currency: "USD" });
});

it("is not tried again by the AI SDK: the router has done so", async () => {
  const { kei, sent } = open(fails(529, "overloaded_error"));
  const error = await generateText({
    model: kei.profile("writer", { at: AT }),
    prompt: "Hi",
  }).catch((error) => error);
  expect(error).toMatchObject({
    name: "AI_APICallError",
    isRetryable: false,
    cause: { route: { steps: [{}, {}] } },
  });
  expect(sent).toHaveLength(2);
});

it("streams, and leaves out what the first model does not take", async () => {
  const { kei, sent } = open(claude([words("Hello there")]));
  const result = streamText({
    model: kei.profile("writer", { at: AT, pinned: "anthropic/claude-sonnet-5" }),
    prompt: "Hi",
    temperature: 0.5,
  });
  expect(await result.text).toBe("Hello there");
  expect(sent[0]?.body).toMatchObject({ model: "claude-sonnet-5" });
  expect(sent[0]?.body).not.toHaveProperty("temperature");
  expect(await result.warnings).toMatchObject([{ type: "unsupported", feature: "temperature" }]);
  expect((await result.finalStep).providerMetadata?.["kei"]).toMatchObject({
    route: { answered: "anthropic/claude-sonnet-5" },
  });
});

it("without such a profile fails as set up wrongly", async () => {
  const { kei, sent } = open(gpt("Hello"));
  const error = await generateText({ model: kei.profile("nobody" as never), prompt: "Hi" }).catch(
    (error) => error,
  );
  expect(error).toMatchObject({ name: "AI_LoadSettingError" });
  expect(sent).toEqual([]);
});
