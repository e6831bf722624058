import { describe, expect, it } from "vitest";
import { rewriteReferences } from "../src/edit/rewrite-references.ts";

const SUCCESSORS: Readonly<Record<string, string>> = { "a/old": "a/new", "a/older": "a/new" };

const rewrite = (texts: { readonly model?: string; readonly profile?: string }) =>
  rewriteReferences(texts, (ref) => SUCCESSORS[ref]);

const profile = (keys: string) => `[[profile]]\nid = "p"\n${keys}`;

describe("references of profiles", () => {
  it.each<[string, string, string]>([
    [
      "a default, with what stands beside it",
      "default_model_ref = 'a/old'   # why\n",
      'default_model_ref = "a/new"   # why\n',
    ],
    [
      "an item between comments",
      'fallback_model_refs = [\n  # first\n  "a/old", # why\n  "b/x",\n]\n',
      'fallback_model_refs = [\n  # first\n  "a/new", # why\n  "b/x",\n]\n',
    ],
    [
      "an item whose successor is there, on its line",
      'fallback_model_refs = [\n  "a/old", # why\n  "a/new", # because\n]\n',
      'fallback_model_refs = [\n  "a/new", # because\n]\n',
    ],
    [
      "the first of a line",
      'fallback_model_refs = ["a/old", "a/new"]\n',
      'fallback_model_refs = ["a/new"]\n',
    ],
    [
      "the last of a line",
      'fallback_model_refs = ["a/new", "a/old"]\n',
      'fallback_model_refs = ["a/new"]\n',
    ],
    [
      "two that have one successor",
      'fallback_model_refs = ["a/old", "b/x", "a/older"]\n',
      'fallback_model_refs = ["a/new", "b/x"]\n',
    ],
    [
      "a fallback whose successor is the default",
      'default_model_ref = "a/old"\nfallback_model_refs = ["a/older", "b/x"]\n',
      'default_model_ref = "a/new"\nfallback_model_refs = ["b/x"]\n',
    ],
    [
      "the only fallback, which the default is now",
      'default_model_ref = "a/new"\nfallback_model_refs = [\n  "a/old",\n]\nrole = "r"\n',
      'default_model_ref = "a/new"\nrole = "r"\n',
    ],
    [
      "line breaks of Windows",
      'fallback_model_refs = [\r\n  "a/old",\r\n  "a/new",\r\n]\r\n',
      'fallback_model_refs = [\r\n  "a/new",\r\n]\r\n',
    ],
    ["what has no successor", 'default_model_ref = "b/x"\n', 'default_model_ref = "b/x"\n'],
  ])("%s", (_, before, after) => {
    const { texts } = rewrite({ profile: profile(before) });
    expect(texts.get("profile") ?? profile(before)).toBe(profile(after));
  });

  it("are told with their place", () => {
    const text = profile('default_model_ref = "a/old"\nfallback_model_refs = ["a/new", "a/old"]\n');
    expect(rewrite({ profile: text }).rewritten).toEqual([
      {
        layer: "profile",
        record: "p",
        key: "default_model_ref",
        from: "a/old",
        to: "a/new",
        at: { line: 3, column: 21 },
      },
      {
        layer: "profile",
        record: "p",
        key: "fallback_model_refs",
        from: "a/old",
        to: undefined,
        at: { line: 4, column: 33 },
      },
    ]);
  });
});

describe("successors of models", () => {
  const model = (id: string, replacedBy: string) =>
    `[[model]]\nprovider_ref = "a"\nid = "${id}"\nreplaced_by = "${replacedBy}"\n`;

  it("are followed by those before them", () => {
    const { texts } = rewrite({ model: model("oldest", "a/old") });
    expect(texts.get("model")).toBe(model("oldest", "a/new"));
  });

  it("never are the model itself", () => {
    expect(rewrite({ model: model("new", "a/old") })).toEqual({ texts: new Map(), rewritten: [] });
  });
});

it("leaves a text alone that is no TOML", () => {
  expect(rewrite({ profile: '[[profile]\ndefault_model_ref = "a/old"\n' }).texts.size).toBe(0);
});
