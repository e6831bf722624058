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

it.each([
  ["capabilities", 'capabilities = ["reasoning-effort"]\nrefuses = ["reasoning"]'],
  ["capabilities", 'capabilities = ["tool-choice"]\nrefuses = ["temperature", "tools"]'],
  ["when", 'refuses = ["tools"]\nwhen = [{ capabilities = ["parallel-tools"], effort = ["low"] }]'],
])("a model does not refuse what it needs for something in %s", (key, lines) => {
  const minimal = fixture("good", "minimal");
  const texts = { ...minimal, model: `${minimal.model}${lines}\n` };
  const { diagnostics } = check(inputsOf(texts), "2026-09-01");
  expect(diagnostics.map(({ code }) => code)).toEqual(["word-twice"]);
  expect(diagnostics[0]?.message).toContain(`${key} answers `);
});

it.each(['refuses = ["reasoning-effort"]\ncapabilities = ["reasoning"]', 'refuses = ["tools"]'])(
  "a model may refuse what it needs for nothing: %s",
  (lines) => {
    const minimal = fixture("good", "minimal");
    const texts = { ...minimal, model: `${minimal.model}${lines}\n` };
    expect(check(inputsOf(texts), "2026-09-01").diagnostics).toEqual([]);
  },
);
