import { text } from "node:stream/consumers";
import { formatMoney, type Profile, profiles } from "@kei/registry";
import { createRouter, type Route, RouteError } from "@kei/runtime/router";
import { readArguments, USAGE } from "./arguments.js";

/** Any id may be asked for: one that there is not is said by the router. */
const all: Readonly<Record<string, Profile>> = profiles;

/** `ask`: selects as `select` does, asks the model what stands on stdin, falls back to the others. */
async function main(): Promise<number> {
  const read = readArguments(process.argv.slice(2), process.env);
  if (read === undefined) {
    console.error(`usage: ask ${USAGE} < PROMPT`);
    return 2;
  }
  const { profile, options } = read;
  const messages = [{ role: "user", content: await text(process.stdin) }] as const;
  try {
    const router = createRouter({ profiles: all });
    const { text: answer, route } = await router.chat({ profile, ...options, messages });
    tell(route);
    console.log(answer);
    return 0;
  } catch (error) {
    if (!(error instanceof RouteError)) throw error;
    tell(error.route);
    if (error.route.steps.length === 0) console.error(`ask: ${error.message}`);
    return 1;
  }
}

/** Who was asked: why it was left, or what the answer cost. */
function tell({ steps }: Route): void {
  for (const { ref, reason, cost } of steps) {
    const spent = cost.kind === "known" ? formatMoney(cost.total, cost.currency) : cost.kind;
    console.error(`${ref}: ${reason ?? spent}`);
  }
}

process.exitCode = await main();
