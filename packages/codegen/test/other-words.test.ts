import { describe, expect, it } from "vitest";
import { otherKey } from "../src/check/other-words.ts";
import type { Layer } from "../src/layers/layer-names.ts";
import { pages } from "../src/layers/pages.ts";
import { diagnose, fixture } from "./support/fixtures.ts";

const minimal = fixture("good", "minimal");

/** The hints about lines that are added to the last record of a file. */
function hints(layer: Layer, lines: string): readonly (string | undefined)[] {
  return diagnose({ ...minimal, [layer]: `${minimal[layer]}${lines}\n` }).map(({ hint }) => hint);
}

describe("a key of another tool", () => {
  it.each<[Layer, string, string]>([
    ["model", "contextLength = 1", 'did you mean "context_window"?'],
    ["model", "maxTokens = 1", 'did you mean "max_output_tokens"?'],
    ["model", "max_completion_tokens = 1", 'did you mean "max_output_tokens"?'],
    ["model", "knowledge-cutoff = 1", 'did you mean "knowledge_until"?'],
    ["model", "vision = true", 'write input = ["text", "image"]'],
    ["model", "tool_call = true", 'write it into capabilities: ["tools"]'],
    ["model", "supports_function_calling = true", 'write it into capabilities: ["tools"]'],
    ["model", "name = 1", "display_name is there already: remove one of the two"],
    [
      "model",
      "contextwindow = 1\ncontext_window = 2",
      "context_window is there already: remove one of the two",
    ],
    ["provider", "rpm = 1", "rate_limit_rpm is there already: remove one of the two"],
    ["provider", "base_url = 1", "endpoint is there already: remove one of the two"],
    ["profile", "fallbacks = 1", 'did you mean "fallback_model_refs"?'],
  ])("of a %s is told by ours: %s", (layer, line, hint) => {
    const text = minimal[layer].replace(/^context_window = .*\n/m, "");
    const found = diagnose({ ...minimal, [layer]: `${text}${line}\n` });
    expect(found.map((each) => each.hint)).toContain(hint);
  });

  it("has a price in micro-cents in its place", () => {
    for (const line of ["input_price = 3", "inputCostPerToken = 3", "pricing = { input = 3 }"]) {
      expect(hints("model", line)[0]).toMatch(
        /^prices are integers in micro-cents .* write cost_input/,
      );
    }
  });

  it("has an environment variable in place of a key", () => {
    expect(hints("provider", 'api_key = "x"')[0]).toMatch(
      /^write auth_env, with the name of a variable/,
    );
  });

  it("of another table is told where it belongs", () => {
    const tier = '[[model.price_tiers]]\nabove_input_tokens = 1\nverified_at = "2026-01-01"';
    const found = diagnose({ ...minimal, model: `${minimal.model}${tier}\n` });
    const about = found.filter(({ code }) => code === "unknown-key");
    expect(about.map(({ message, hint }) => [message, hint])).toEqual([
      [
        '[[model.price_tiers]] has no key "verified_at"',
        "verified_at is a key of [[model]]: write it above [[model.price_tiers]]",
      ],
    ]);
    expect(hints("model", "above_input_tokens = 1")).toEqual([
      "it is a key of [[model.price_tiers]]",
    ]);
  });

  it("is told once what keys there are, where nothing is like it", () => {
    const [first, second, ...rest] = hints("model", "xyzzy = 1\nplugh = 1");
    expect(rest).toEqual([]);
    expect(first).toMatch(/^known keys: provider_ref, /);
    expect(second).toMatch(/listed at the first such key$/);
  });

  it("is never one of ours, and what is told is", () => {
    for (const layer of Object.keys(pages) as Layer[]) {
      const ours = Object.keys(pages[layer].record.shape);
      for (const key of ours) {
        const told = otherKey(layer, undefined, key);
        if (told !== undefined && !told.includes(" ")) expect(told).toBe(key);
      }
    }
  });
});

describe("a word of another tool", () => {
  it.each<[string, string, string]>([
    ["capabilities", "vision", 'write input = ["text", "image"]'],
    ["capabilities", "function-calling", 'write "tools"'],
    ["capabilities", "functionCalling", 'write "tools"'],
    [
      "capabilities",
      "json",
      'write "json-output", or "structured-output" where it follows a schema',
    ],
    ["capabilities", "thinking", 'write "reasoning"'],
    ["capabilities", "toolChoice", 'did you mean "tool-choice"?'],
    ["capabilities", "streaming", "leave it out: every model streams"],
    ["input", "images", 'did you mean "image"?'],
    ["input", "vision", 'write "image"'],
    ["input", "file", 'write "pdf"'],
    ["output", "vectors", 'write "embedding"'],
    ["efforts", "extra-high", 'write "xhigh"'],
    ["protocols", "openai", 'write "openai-chat", or "openai-responses" for the Responses API'],
    ["protocols", "anthropic", 'write "anthropic-messages"'],
    ["cache_ttls", "1 hour", 'write "1h"'],
  ])("in %s is told by ours: %s", (key, word, hint) => {
    expect(hints("model", `${key} = ["${word}"]`)).toEqual([hint]);
  });

  it.each([
    ["api-key", 'write "header" and auth_header = "api-key", or "bearer"'],
    ["Bearer", 'did you mean "bearer"?'],
    ["token", 'write "bearer"'],
    [
      "basic",
      'write "header" and auth_header = "authorization"; the variable then holds the whole value',
    ],
  ])("for a key's place is told by ours, and by no other header: %s", (word, hint) => {
    const provider = minimal.provider.replace(/auth_scheme = .*/, `auth_scheme = "${word}"`);
    expect(diagnose({ ...minimal, provider }).map((each) => each.hint)).toEqual([hint]);
  });

  it.each([
    ["usd", 'write "USD"'],
    ["$", 'write "USD"'],
    ["¥", 'write "CNY"'],
    ["euros", 'write "EUR"'],
    ["eur subscription", 'write "EUR-subscription"'],
  ])("for a currency is told by its code: %s", (word, hint) => {
    const provider = minimal.provider.replace(
      /billing_currency = .*/,
      `billing_currency = "${word}"`,
    );
    expect(diagnose({ ...minimal, provider }).map((each) => each.hint)).toEqual([hint]);
  });
});

describe("a value of another type", () => {
  it.each([
    ['context_window = "1M"', "write context_window = 1_000_000"],
    ['context_window = "256k"', "write context_window = 256_000"],
    ['context_window = "200,000"', "write context_window = 200_000"],
    ['context_window = "8192"', "write context_window = 8_192"],
    ["context_window = 2026-01-01", "write a whole number, not a date"],
    ["context_window = 1.5", "write a whole number"],
    ["verified_at = 2026-01-01", 'put it in quotes: verified_at = "2026-01-01"'],
    ["notes = 5", 'put it in quotes: notes = "5"'],
    ['open_weights = "yes"', "write open_weights = true"],
    ['capabilities = "tools, reasoning"', 'write capabilities = ["tools", "reasoning"]'],
  ])("is told in ours: %s", (line, hint) => {
    const model = `${minimal.model.replace(/^context_window = .*\n/m, "")}${line}\n`;
    expect(diagnose({ ...minimal, model }).map((each) => each.hint)).toEqual([hint]);
  });
});
