import type { ChildProcess } from "node:child_process";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { kei, startKei, temporaryFolder } from "./support/cli.ts";

/** Waits for a text on either stream. Each occurrence answers one call. */
function listener(child: ChildProcess): (wanted: string) => Promise<void> {
  let heard = "";
  let wake = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      heard += text;
      wake();
    });
  }
  child.on("close", () => wake());
  return async (wanted) => {
    while (!heard.includes(wanted)) {
      if (child.exitCode !== null) throw new Error(`ended without "${wanted}":\n${heard}`);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    heard = heard.replace(wanted, "");
  };
}

it("generates again after every change, through errors and replaced files, until interrupted", async () => {
  const folder = join(temporaryFolder(), "mine");
  await kei(["init", folder]);
  const child = startKei(["gen", "--watch"], { cwd: folder });
  onTestFinished(() => void child.kill("SIGKILL"));
  const heard = listener(child);
  await heard("written");
  await heard("watching");
  expect(existsSync(join(folder, "gen/index.gen.ts"))).toBe(true);

  const models = join(folder, "models.toml");
  const text = readFileSync(models, "utf8");
  writeFileSync(models, text.replace("200_000", "300_000"));
  await heard("written");
  expect(readFileSync(join(folder, "data/registry.json"), "utf8")).toContain(
    '"contextWindow":300000',
  );

  writeFileSync(models, "[[model]\n");
  await heard("toml-syntax");
  await heard("nothing was written");

  // As editors save: a new file takes the old one's place.
  writeFileSync(`${models}~`, text.replace("200_000", "400_000"));
  renameSync(`${models}~`, models);
  await heard("written");
  expect(readFileSync(join(folder, "data/registry.json"), "utf8")).toContain(
    '"contextWindow":400000',
  );

  const closed = new Promise((resolve) => child.on("close", resolve));
  child.kill("SIGINT");
  expect(await closed).toBe(0);
});
