#!/usr/bin/env node
// Stands in for codex where the behaviour of a process is to be shown. What it does is told by
// FAKE_CODEX; files in the folder FAKE_FOLDER are how it and a test wait for each other.
import { spawn } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

const say = (event) => writeSync(1, `${JSON.stringify(event)}\n`);
const start = () => {
  say({ type: "thread.started", thread_id: "thread-1" });
  say({ type: "turn.started" });
};
const answer = (text) => {
  say({ type: "item.completed", item: { id: "item_0", type: "agent_message", text } });
  say({ type: "turn.completed", usage: { input_tokens: 3, output_tokens: 2 } });
};
const leave = (name, text = "") => writeFileSync(join(process.env.FAKE_FOLDER, name), text);
const forever = () => setInterval(() => {}, 1 << 30);
/** Runs this file again as a child that does something else. */
const descend = (what, stdio) =>
  spawn(process.execPath, [import.meta.filename], {
    env: { ...process.env, FAKE_CODEX: what, FAKE_PARENT: String(process.pid) },
    stdio,
  });
/** Until somebody has left it. */
const waitFor = (name) => {
  while (!existsSync(join(process.env.FAKE_FOLDER, name))) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  }
};
const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const scenarios = {
  /** Tells what it was given. */
  report() {
    const files = process.argv
      .filter((argument) => /^--(image|output-schema)=/.test(argument))
      .map((argument) => argument.slice(argument.indexOf("=") + 1))
      .map((path) => ({ path, base64: readFileSync(path).toString("base64") }));
    start();
    answer(
      JSON.stringify({
        args: process.argv.slice(2),
        stdin: readFileSync(0, "utf8"),
        env: process.env,
        cwd: process.cwd(),
        entries: readdirSync("."),
        files,
      }),
    );
  },
  /** What codex once did: output, standard error, exit code. */
  replay() {
    const { body, stderr = "", status } = JSON.parse(readFileSync(process.env.FAKE_REPLAY, "utf8"));
    writeAll(1, body);
    writeAll(2, stderr);
    process.exitCode = status;
  },
  complain() {
    writeAll(2, `Reading additional input from stdin...\nfirst\n${"noise ".repeat(20_000)}`);
    writeAll(2, "\nError: the last words\n");
    process.exitCode = Number(process.env.FAKE_EXIT);
  },
  /** Ends without a word about how. */
  begin() {
    start();
  },
  die() {
    start();
    process.kill(process.pid, "SIGKILL");
    forever();
  },
  /** Neither it nor what it has started ends when it is told to. */
  stubborn() {
    process.on("SIGTERM", () => leave("told"));
    const child = descend("grandchild", "ignore");
    leave("pids", `${process.pid} ${child.pid}`);
    forever();
  },
  grandchild() {
    process.on("SIGTERM", () => {});
    leave("ready");
    forever();
  },
  /** Ends well, its pipes too, and leaves something that does not end when it is told to. */
  orphan() {
    const child = descend("grandchild", "ignore");
    leave("pids", `${process.pid} ${child.pid}`);
    child.unref();
    waitFor("ready");
    start();
    answer("done");
  },
  /** It ends when it is told to, what it has started does not. */
  obedient() {
    const child = descend("grandchild", "ignore");
    leave("pids", `${process.pid} ${child.pid}`);
    child.unref();
    waitFor("ready");
    start();
    forever();
  },
  /** Says something, and ends well before the turn does. */
  vanish() {
    start();
    say({ type: "item.completed", item: { id: "item_0", type: "agent_message", text: "half" } });
  },
  /** As codex does when a prompt is too long for it. */
  refuse() {
    start();
    readFileSync(0);
    writeAll(2, "Error: turn/start: Input exceeds the maximum length of 1048576 characters.\n");
    process.exitCode = 1;
  },
  /** Begins a turn and waits; ends when it is told to. */
  wait() {
    leave("pids", String(process.pid));
    start();
    forever();
  },
  /** Ends while what it has started goes on to write. */
  early() {
    start();
    descend("late", ["ignore", "inherit", "ignore"]).unref();
  },
  late() {
    const timer = setInterval(() => {
      if (isAlive(Number(process.env.FAKE_PARENT))) return;
      clearInterval(timer);
      answer("late");
    }, 5);
  },
  /** Ends while what it has started holds the pipe and says nothing. */
  held() {
    start();
    const child = descend("grandchild", ["ignore", "inherit", "ignore"]);
    leave("pids", `${process.pid} ${child.pid}`);
    child.unref();
  },
  /** Ends while what it has started writes more than anybody reads at once. */
  burst() {
    start();
    const child = descend("much", ["ignore", "inherit", "ignore"]);
    leave("pids", `${process.pid} ${child.pid}`);
    child.unref();
  },
  much() {
    const timer = setInterval(() => {
      if (!existsSync(join(process.env.FAKE_FOLDER, "go"))) return;
      clearInterval(timer);
      for (;;) {
        writeAll(1, "x".repeat(50_000));
        appendFileSync(join(process.env.FAKE_FOLDER, "written"), ".");
      }
    }, 5);
  },
  /** Long lines: the output of a command, and one past every measure. */
  long() {
    start();
    for (const size of [70_000, 10_000_000, 17_000_000]) {
      const item = { id: "item_1", type: "command_execution", aggregated_output: "x".repeat(size) };
      writeAll(1, `${JSON.stringify({ type: "item.completed", item })}\n`);
    }
    answer("after long lines");
  },
  /** Goes on writing when the answer is complete. */
  flood() {
    start();
    answer("done");
    writeAll(1, "x".repeat(3_000_000));
    leave("flooded");
  },
  /** Does not end when the answer is complete. */
  linger() {
    start();
    answer("done");
    leave("pids", String(process.pid));
    forever();
  },
  /** Does not look at its input. */
  deaf() {
    start();
    answer("did not listen");
    process.exit(0);
  },
};

/** Synchronously, also into a pipe that is full. */
function writeAll(descriptor, text) {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(descriptor, bytes, done);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}

if (process.env.FAKE_FOLDER !== undefined && existsSync(process.env.FAKE_FOLDER)) {
  leave(`started-${process.env.FAKE_CODEX}`);
}
scenarios[process.env.FAKE_CODEX]();
