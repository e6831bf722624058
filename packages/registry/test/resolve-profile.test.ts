import { describe, expect, it } from "vitest";
import {
  createRegistry,
  type Model,
  modelsOf,
  type Profile,
  type Provider,
  type ResolveOptions,
  resolveProfile,
} from "../src/index.ts";

function provider(id: string, more: Partial<Provider> = {}): Provider {
  return {
    id,
    displayName: id.toUpperCase(),
    endpoint: "https://api.example.com/v1/messages",
    authScheme: "bearer",
    authEnv: [],
    auth: { in: "header", name: "authorization", prefix: "Bearer " },
    protocol: "anthropic-messages",
    transport: "direct-api",
    retry: { max: 1, backoffMs: 0 },
    billing: { currency: "USD", mode: "metered" },
    openModels: false,
    ...more,
  };
}

function model(ref: string, more: Partial<Model> = {}): Model {
  const [provider = "", id = ""] = ref.split(/\/(.*)/s);
  return {
    ref,
    provider,
    id,
    slug: `slug-${id}`,
    displayName: id,
    aliases: [],
    contextWindow: 1,
    protocols: ["openai-chat"],
    output: ["text"],
    price: { kind: "unknown" },
    ...more,
  };
}

const profile: Profile = {
  id: "coder",
  role: "coder",
  caps: "FS-RW",
  capsTokens: ["FS-RW"],
  defaultModelRef: "a/one",
  fallbackModelRefs: ["b/two", "c/three"],
  description: "Writes code.",
};

const keyed = <T>(list: readonly T[], keyOf: (each: T) => string) =>
  Object.fromEntries(list.map((each) => [keyOf(each), each]));

const small = createRegistry({
  providers: keyed(
    [
      provider("a", { authEnv: ["A_KEY", "A_OTHER_KEY"] }),
      provider("b", { authEnv: ["B_KEY"] }),
      provider("c"),
      provider("bedrock", { parentRef: "a", transport: "aws-bedrock", authEnv: ["AWS"] }),
      provider("proxy", { routesTo: ["a", "b"], transport: "proxy" }),
      provider("local", { openModels: true, transport: "local" }),
    ],
    ({ id }) => id,
  ),
  models: keyed(
    [
      model("a/one", { slug: "one", aliases: ["one-2026"] }),
      model("a/old", { deprecatedAt: "2026-01-02", replacedBy: "a/one" }),
      model("a/older", { deprecatedAt: "2025-01-02" }),
      model("c/toolless", { refuses: ["tools"] }),
      model("a/both"),
      model("b/both"),
      model("b/two"),
      model("b/lab/two", { slug: "lab" }),
      model("c/three"),
      model("local/listed"),
    ],
    ({ ref }) => ref,
  ),
  modelAliases: { "a/one-2026": "a/one" },
  profiles: {
    coder: profile,
    dangling: { ...profile, id: "dangling", defaultModelRef: "gone/x", fallbackModelRefs: [] },
    strict: {
      ...profile,
      id: "strict",
      defaultModelRef: "c/toolless",
      fallbackModelRefs: ["a/one"],
      requires: ["tools"] as const,
    },
  },
});

/** What became of a candidate that is pinned, in words. */
function pinned(ref: string, more: ResolveOptions = {}): string | undefined {
  return small.resolveProfile("coder", { pinned: ref, ...more }).explanation[0]?.text;
}

describe("resolveProfile", () => {
  it("takes the default when nothing else is said, and keeps the fallbacks in order", () => {
    const resolution = small.resolveProfile("coder");
    expect(resolution).toMatchObject({ kind: "resolved", source: "default", ref: "a/one" });
    if (resolution.kind !== "resolved") throw new Error();
    expect(resolution.profile).toBe(profile);
    expect(resolution.provider.id).toBe("a");
    expect(resolution.model?.slug).toBe("one");
    expect(resolution.alternatives.map(({ source, ref }) => [source, ref])).toEqual([
      ["fallback", "b/two"],
      ["fallback", "c/three"],
    ]);
  });

  it("takes the pinned model, then the user's, then the default, then the fallbacks", () => {
    const resolution = small.resolveProfile("coder", {
      pinned: "c/three",
      userOverride: { provider: "b", model: "two" },
    });
    expect(resolution.explanation.map(({ text }) => text)).toEqual([
      'the pinned model "c/three" is chosen',
      `the user's override "b/two" stands by`,
      'the default "a/one" stands by',
      `a fallback "b/two" is skipped: it is the same as the user's override`,
      'a fallback "c/three" is skipped: it is the same as the pinned model',
    ]);
  });

  it.each([
    ["a/one", 'the pinned model "a/one" is chosen'],
    ["a/one-2026", 'the pinned model "a/one-2026" (a/one) is chosen'],
    ["one", 'the pinned model "one" (a/one) is chosen'],
    ["one-2026", 'the pinned model "one-2026" (a/one) is chosen'],
    ["two", 'the pinned model "two" (b/two) is chosen'],
    [
      "both",
      'the pinned model "both" is skipped: "both" is the id of several models: write a/both or b/both',
    ],
    ["", 'the pinned model "" is skipped: no model has the slug or the id ""'],
    ["x\n", 'the pinned model "x\\n" is skipped: no model has the slug or the id "x\\n"'],
    ["/", 'the pinned model "/" is skipped: there is no provider ""'],
    ["d/one", 'the pinned model "d/one" is skipped: there is no provider "d"'],
    [
      "__proto__/one",
      'the pinned model "__proto__/one" is skipped: there is no provider "__proto__"',
    ],
    ["a/none", 'the pinned model "a/none" is skipped: A has no model "none"'],
    ["a/constructor", 'the pinned model "a/constructor" is skipped: A has no model "constructor"'],
    ["a/", 'the pinned model "a/" is skipped: A has no model ""'],
    [
      "a/old",
      'the pinned model "a/old" is skipped: it has been deprecated since 2026-01-02; use a/one',
    ],
    ["a/older", 'the pinned model "a/older" is skipped: it has been deprecated since 2025-01-02'],
    ["bedrock/one", 'the pinned model "bedrock/one" is chosen'],
    ["bedrock/one-2026", 'the pinned model "bedrock/one-2026" (bedrock/one) is chosen'],
    [
      "bedrock/old",
      'the pinned model "bedrock/old" is skipped: it has been deprecated since 2026-01-02; use a/one',
    ],
    ["bedrock/two", 'the pinned model "bedrock/two" is skipped: BEDROCK has no model "two"'],
    ["proxy/a/one", 'the pinned model "proxy/a/one" is chosen'],
    ["proxy/one-2026", 'the pinned model "proxy/one-2026" (proxy/a/one) is chosen'],
    ["proxy/lab/two", 'the pinned model "proxy/lab/two" (proxy/b/lab/two) is chosen'],
    ["proxy/c/three", 'the pinned model "proxy/c/three" is skipped: PROXY has no model "c/three"'],
    [
      "proxy/both",
      'the pinned model "proxy/both" is skipped: "both" is the id of several models: write proxy/a/both or proxy/b/both',
    ],
    ["local/listed", 'the pinned model "local/listed" is chosen'],
    ["local/me/mine:7b", 'the pinned model "local/me/mine:7b" is chosen'],
    ["local/", 'the pinned model "local/" is skipped: LOCAL has no model ""'],
  ])("pinned to %j", (ref, text) => {
    expect(pinned(ref)).toBe(text);
  });

  it("says what goes over the wire, and which facts are meant", () => {
    const chosen = (ref: string) => {
      const resolution = small.resolveProfile("coder", { pinned: ref });
      if (resolution.kind !== "resolved") throw new Error(resolution.message);
      return [resolution.provider.id, resolution.modelId, resolution.model?.ref];
    };
    expect(chosen("a/one-2026")).toEqual(["a", "one", "a/one"]);
    expect(chosen("bedrock/one")).toEqual(["bedrock", "one", "a/one"]);
    expect(chosen("proxy/one")).toEqual(["proxy", "a/one", "a/one"]);
    expect(chosen("local/me/mine:7b")).toEqual(["local", "me/mine:7b", undefined]);
  });

  it.each<[string, ResolveOptions["env"], string]>([
    ["no key", {}, "is skipped: A needs a key: set A_KEY or A_OTHER_KEY"],
    ["a blank key", { A_KEY: " \n" }, "is skipped: A needs a key: set A_KEY or A_OTHER_KEY"],
    ["another's key", { B_KEY: "x" }, "is skipped: A needs a key: set A_KEY or A_OTHER_KEY"],
    [
      "an inherited key",
      Object.create({ A_KEY: "x" }),
      "is skipped: A needs a key: set A_KEY or A_OTHER_KEY",
    ],
    ["its key", { A_KEY: "x" }, "is chosen"],
    ["its other key", { A_OTHER_KEY: "x" }, "is chosen"],
    ["no environment", undefined, "is chosen"],
  ])("with %s in the environment", (_, env, want) => {
    expect(pinned("a/one", { env })).toBe(`the pinned model "a/one" ${want}`);
  });

  it("never shows what a variable holds", () => {
    const env = { A_KEY: "sk-canary-1", B_KEY: "sk-canary-2" };
    expect(JSON.stringify(small.resolveProfile("coder", { env }))).not.toContain("canary");
  });

  it("skips an override that is to be reached another way", () => {
    const userOverride = { provider: "a", model: "one", transport: "aws-bedrock" } as const;
    const { explanation } = small.resolveProfile("coder", { userOverride });
    expect(explanation.slice(0, 2)).toMatchObject([
      {
        reason: "other-transport",
        text: `the user's override "a/one" is skipped: it asks for the transport aws-bedrock, but that of A is direct-api`,
      },
      // The same model, but nobody asked for a way there.
      { source: "default", outcome: "chosen" },
    ]);
  });

  it.each([
    ["a/old", "a/one"],
    ["bedrock/old", "bedrock/one"],
    ["proxy/a/old", "proxy/a/one"],
  ])("moves on from %s, which has ended, to its successor, and says so", (pinned, successor) => {
    const resolution = small.resolveProfile("dangling", { pinned });
    expect(resolution).toMatchObject({ kind: "resolved", source: "pinned", ref: successor });
    expect(resolution.explanation[1]).toMatchObject({
      outcome: "chosen",
      text: `the successor of ${pinned}, "${successor}" is chosen`,
    });
    // Before its last day it is chosen itself.
    const before = small.resolveProfile("dangling", { pinned, at: "2026-01-01" });
    expect(before).toMatchObject({ kind: "resolved", ref: pinned });
  });

  it("skips what refuses what the profile requires, unless it is pinned", () => {
    expect(small.resolveProfile("strict")).toMatchObject({ kind: "resolved", ref: "a/one" });
    expect(small.resolveProfile("strict").explanation[0]).toMatchObject({
      reason: "refuses",
      text: 'the default "c/toolless" is skipped: the profile requires tools, which it refuses',
    });
    const pinned = small.resolveProfile("strict", { pinned: "c/toolless" });
    expect(pinned).toMatchObject({ kind: "resolved", ref: "c/toolless" });
  });

  it("has no answer when every candidate is skipped, and says why of each", () => {
    expect(small.resolveProfile("dangling", { pinned: "a/older" })).toMatchObject({
      kind: "unresolved",
      message:
        'profile "dangling" has no model to run on: the pinned model "a/older" is skipped: it has been deprecated since 2025-01-02; the default "gone/x" is skipped: there is no provider "gone"',
    });
  });

  it.each(["", "nobody", "__proto__", "constructor"])("does not know the profile %j", (id) => {
    const message = `there is no profile ${JSON.stringify(id)}`;
    const want = { kind: "unknown-profile", explanation: [], message };
    expect(small.resolveProfile(id, { pinned: "a/one" })).toEqual(want);
    expect(resolveProfile(id)).toEqual(want);
  });

  it("changes nothing that it is given", () => {
    const options = Object.freeze({
      pinned: "a/one",
      userOverride: Object.freeze({ provider: "b", model: "two" }),
      env: Object.freeze({ A_KEY: "x" }),
    });
    expect(small.resolveProfile("coder", options)).toEqual(small.resolveProfile("coder", options));
  });
});

describe("modelsOf", () => {
  it("takes any string", () => {
    expect(modelsOf("nobody")).toEqual([]);
    expect(modelsOf("__proto__")).toEqual([]);
    expect(small.modelsOf("a").map(({ id }) => id)).toEqual(["both", "one"]);
  });

  it("goes from haiku to sonnet to opus, as the Rust router's tests say", () => {
    const rungs = modelsOf("anthropic").map(({ id }) => id);
    const places = ["claude-haiku-4-5", "claude-sonnet-4-6", "claude-opus-4-7"].map((id) =>
      rungs.indexOf(id),
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });
});
