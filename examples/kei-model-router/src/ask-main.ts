import { text } from "node:stream/consumers";
import { formatMoney, resolveProfile } from "@kei/registry";
import { readArguments, USAGE } from "./arguments.js";
import { call } from "./call.js";

/** `ask`: selects as `select` does, asks the model what stands on stdin, falls back to the others. */
async function main(): Promise<number> {
  const read = readArguments(process.argv.slice(2), process.env);
  if (read === undefined) return failed(2, `usage: ask ${USAGE} < PROMPT`);
  const resolution = resolveProfile(read.profile, read.options);
  if (resolution.kind !== "resolved") return failed(1, `ask: ${resolution.message}`);

  const choices = [resolution, ...resolution.alternatives];
  const messages = [{ role: "user", content: await text(process.stdin) }] as const;
  const result = await call(choices, { messages });
  for (const { choice, error } of result.failures) {
    console.error(`${choice.ref}: ${error.code}: ${error.message}`);
  }
  if (result.kind === "failed") return 1;
  const { reply, choice } = result;
  const { cost } = reply;
  const spent = cost.kind === "known" ? formatMoney(cost.total, cost.currency) : cost.kind;
  console.error(`${choice.ref}: ${spent}`);
  console.log(reply.text);
  return 0;
}

function failed(status: number, message: string): number {
  console.error(message);
  return status;
}

process.exitCode = await main();
