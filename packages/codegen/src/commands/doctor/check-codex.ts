import type { Provider } from "../../layers/provider.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import type { Finding } from "./finding.ts";
import type { RunProgram } from "./run-program.ts";

/** What runs the codex command-line tool. */
export interface CodexProbe {
  readonly run: RunProgram;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/**
 * What codex is given of the environment. Keys are left out: with one of them it would not use the
 * subscription that is asked about.
 */
const PASSED =
  /^(PATH|PATHEXT|SystemRoot|HOME|USERPROFILE|APPDATA|LOCALAPPDATA|CODEX_HOME|LANG|LC_\w+|TERM|TMPDIR|(HTTPS?|NO|ALL)_PROXY)$/i;

/** Whether the codex command-line tool is there and logged in; nothing when no provider uses it. */
export async function checkCodex(
  providers: readonly Provider[],
  env: Terminal["env"],
  { run, limitMs, signal }: CodexProbe,
): Promise<readonly Finding[]> {
  const provider = providers.find(({ protocol }) => protocol === "codex-exec");
  if (provider === undefined) return [];
  const found = { check: "codex", subject: provider.id } as const;
  const passed = Object.fromEntries(Object.entries(env).filter(([name]) => PASSED.test(name)));
  const options = { env: passed, limitMs, signal };

  const version = await run("codex", ["--version"], options);
  if (version.kind === "not-found") {
    return [
      {
        ...found,
        state: "missing",
        message: "codex is not on the PATH",
        advice: "npm install --global @openai/codex, then: codex login",
      },
    ];
  }
  if (version.kind !== "exited" || version.code !== 0) {
    return [
      {
        ...found,
        state: "warn",
        message: `codex --version ${version.kind === "timed-out" ? "did not end in time" : "failed"}`,
        advice: "run it by hand, and install it again if need be",
      },
    ];
  }
  const name = /codex-cli \d[\w.+-]*/.exec(version.output)?.[0] ?? "codex";

  const login = await run("codex", ["login", "status"], options);
  if (login.kind === "exited" && login.code === 0) {
    return [{ ...found, state: "ok", message: `${name}, logged in` }];
  }
  // Exit code 1 is also what an unreadable configuration gives; 2, what a version without it gives.
  if (login.kind === "exited" && /not logged in/i.test(login.output)) {
    return [
      { ...found, state: "missing", message: `${name}, not logged in`, advice: "codex login" },
    ];
  }
  return [
    {
      ...found,
      state: "warn",
      message: `${name}; cannot tell whether it is logged in`,
      advice: "run by hand: codex login status",
    },
  ];
}
