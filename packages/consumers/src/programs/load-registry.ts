// Reads the folder `registry`, then the one of the environment, which is broken.
import { contentHash } from "@kei/registry";
import { loadRegistry, parseUserOverrideToml } from "@kei/registry/load";
import vectors from "@kei/registry/vectors.json" with { type: "json" };

const packaged = await loadRegistry();
const ours = await loadRegistry({ dir: "registry" });
process.env["KEI_REGISTRIES_DIR"] = "broken";
const error = await loadRegistry().then(
  () => new Error("nothing was thrown"),
  (thrown: Error) => thrown,
);
const userOverride = parseUserOverrideToml("provider = 'openai'\nmodel = 'gpt-5'");
const resolution = ours.resolveProfile("critic", { userOverride });
console.log(
  JSON.stringify([
    [packaged, ours, vectors].every((each) => each.contentHash === contentHash),
    resolution.kind === "resolved" ? resolution.ref : resolution.message,
    error.name,
    error.message.split("\n").slice(0, 2),
  ]),
);
