import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** Rust's tools on this machine. */
export interface Cargo {
  /** Runs cargo without a network; what it prints is in the error when it fails. */
  run(args: readonly string[], cwd: string, input?: string): string;
  /** Whether clippy is installed, which is a tool of its own. */
  readonly hasClippy: boolean;
}

/**
 * Cargo, in the PATH or where rustup puts it, or `undefined` with one line that says so.
 *
 * @param target - folder for what it builds.
 */
export function findCargo(target: () => string): Cargo | undefined {
  const rustup = join(homedir(), ".cargo/bin");
  const env = {
    ...process.env,
    PATH: [process.env["PATH"], ...(existsSync(rustup) ? [rustup] : [])].join(delimiter),
    CARGO_NET_OFFLINE: "true",
    CARGO_TERM_COLOR: "never",
    // Faster, and fewer files.
    CARGO_INCREMENTAL: "0",
    CARGO_PROFILE_DEV_DEBUG: "0",
    // Crates by path are not spared the warnings of who depends on them.
    RUSTFLAGS: "-Dwarnings",
    RUSTDOCFLAGS: "-Dwarnings",
  };
  const here = ["cargo", "rustfmt"].every(
    (program) => spawnSync(program, ["--version"], { env }).status === 0,
  );
  if (!here) {
    console.warn("skipped: cargo and rustfmt are not here, so no Rust is compiled");
    return undefined;
  }
  return {
    hasClippy: spawnSync("cargo", ["clippy", "--version"], { env }).status === 0,
    run(args, cwd, input) {
      const { status, stdout, stderr } = spawnSync("cargo", args, {
        cwd,
        encoding: "utf8",
        env: { ...env, CARGO_TARGET_DIR: target() },
        maxBuffer: 1 << 28,
        ...(input === undefined ? {} : { input }),
      });
      if (status !== 0) throw new Error(`cargo ${args.join(" ")}: ${status}\n${stdout}${stderr}`);
      return stdout;
    },
  };
}
