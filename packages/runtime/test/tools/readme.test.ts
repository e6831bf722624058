import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import * as z from "zod";
import { runTools } from "../../src/tools/run-tools.ts";
import { tool } from "../../src/tools/tool.ts";
import { scriptedModel } from "./scripted-model.ts";

it("K4: runs the example of the README", async () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const [, code = ""] = /^```js\n([\s\S]*?runTools[\s\S]*?)^```/m.exec(readme) ?? [];
  const { client, bodies } = await scriptedModel(
    "anthropic-messages",
    { calls: [{ id: "call_a", name: "weather", args: '{"city":"Oslo"}' }] },
    { text: "Clear." },
  );
  const body = code.replace(/^import .*\n/gm, "");
  expect(body).not.toBe(code);
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  const example = new AsyncFunction("runTools", "tool", "anthropic", "z", `${body}\nreturn run;`);
  const run = await example(runTools, tool, () => client, z);
  expect(run).toMatchObject({ end: "answer", turns: 2, reply: { text: "Clear." } });
  expect(JSON.stringify(bodies[1])).toContain('{\\"city\\":\\"Oslo\\",\\"sky\\":\\"clear\\"}');
});
