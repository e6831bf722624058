import type { Emitter } from "../emitter.ts";

/** A Rust crate without dependencies: the facts as statics, look-ups, costs and ladders. */
export const rust: Emitter = {
  name: "rust",
  async emit(registry, { contentHash, rust: wanted }) {
    if (wanted !== true) return [];
    // Its texts are large, and seldom wanted.
    const { crateFiles } = await import("./crate.ts");
    return crateFiles(registry, contentHash);
  },
};
