import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { installPacked } from "../src/install-packed.ts";
import { isInstalled, RUNTIMES } from "../src/runtimes.ts";
import { type ProviderServer, startProviderServer } from "./runtimes/provider-server.ts";
import { endPrograms, startProgram } from "./runtimes/run-program.ts";

/** The AI SDK asks for Node 22. */
const NODES = RUNTIMES.filter(({ kind }) => kind === "node");
const REQUIRED = process.env["KEI_REQUIRE_RUNTIMES"] === "1";
const missing = NODES.filter((runtime) => !isInstalled(runtime)).map(({ name }) => name);
if (missing.length > 0) {
  console.warn(`${missing.join(", ")} are not there: pnpm runtimes installs them`);
}

let folder: string;
let server: ProviderServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "kei-ai-sdk-"));
  await installPacked(folder, ["@kei/registry", "@kei/runtime", "@kei/ai-sdk"], ["ai"]);
  server = await startProviderServer();
});

afterAll(async () => {
  await endPrograms();
  await server?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

it.each(NODES.filter((node) => REQUIRED || isInstalled(node)))(
  "the packed @kei/ai-sdk runs in the AI SDK on $name",
  async ({ program }) => {
    const { ended } = startProgram(program, ["ai-sdk.js", server.origin], {
      cwd: folder,
      env: { PATH: "/usr/bin:/bin", HOME: folder },
    });
    const { status, stdout, stderr } = await ended;
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "ok\n", stderr: "" });
  },
);
