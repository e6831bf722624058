import type { ChildProcess } from "node:child_process";
import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
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

it("survives a deleted file, a replaced folder and rapid saves", async () => {
  const project = temporaryFolder();
  const folder = join(project, "mine");
  await kei(["init", folder]);
  const args = ["gen", "--watch", "--registry", "mine", "--out", "out"];
  const child = startKei(args, { cwd: project });
  onTestFinished(() => void child.kill("SIGKILL"));
  const heard = listener(child);
  await heard("written");
  await heard("watching");
  const models = join(folder, "models.toml");
  const text = readFileSync(models, "utf8");
  const published = () => readFileSync(join(project, "out/data/registry.json"), "utf8");

  rmSync(models);
  await heard("nothing was written");
  writeFileSync(models, text.replace("200_000", "300_000"));
  await heard("written)");
  expect(published()).toContain('"contextWindow":300000');

  // As a checkout does: another folder takes the place of the first, and is then watched.
  cpSync(folder, `${folder}.new`, { recursive: true });
  writeFileSync(join(`${folder}.new`, "models.toml"), text.replace("200_000", "400_000"));
  renameSync(folder, `${folder}.old`);
  renameSync(`${folder}.new`, folder);
  await heard("written)");
  expect(published()).toContain('"contextWindow":400000');
  writeFileSync(models, text.replace("200_000", "500_000"));
  await heard("written)");
  expect(published()).toContain('"contextWindow":500000');

  for (let i = 1; i <= 20; i++) writeFileSync(models, text.replace("200_000", `${600_000 + i}`));
  while (!published().includes('"contextWindow":600020')) await heard("written)");

  const closed = new Promise((resolve) => child.on("close", resolve));
  child.kill("SIGTERM");
  expect(await closed).toBe(0);
});
