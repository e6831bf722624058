import { expect, it } from "vitest";
import { check } from "../src/pipeline/generate.ts";
import { fixture, inputsOf } from "./support/fixtures.ts";

it.each([
  ["reasoning-effort", ["reasoning", "reasoning-effort"]],
  ["reasoning-budget", ["reasoning", "reasoning-budget"]],
  ["strict-output", ["json-output", "structured-output", "strict-output"]],
  ["tool-choice", ["tools", "tool-choice"]],
])("a model that has %s has what that needs", (word, want) => {
  const minimal = fixture("good", "minimal");
  const texts = { ...minimal, model: `${minimal.model}capabilities = ["${word}"]\n` };
  const { registry, diagnostics } = check(inputsOf(texts), "2026-09-01");
  expect(diagnostics).toEqual([]);
  expect(registry?.models[0]?.capabilities).toEqual(want);
});
