import type { Emitter } from "../emitter.ts";

/** A Rust crate without dependencies: the facts as statics, look-ups and costs. */
export const rust: Emitter = {
  name: "rust",
  async emit(registry, { contentHash, rust: crate = false, rustFacts: facts = false }) {
    if (!crate && !facts) return [];
    // Its texts are large, and seldom wanted.
    const { crateFiles, factFiles } = await import("./crate.ts");
    return [
      ...(crate ? crateFiles(registry, contentHash) : []),
      ...(facts ? factFiles(registry, contentHash) : []),
    ];
  },
};
