import { defineConfig } from "vitest/config";

const FILES = ["packages/*/test/**/*.test.ts", "scripts/test/**/*.test.ts"];
const SLOW = "**/*.slow.test.ts";

export default defineConfig({
  test: {
    // Two slow, shared cores: more workers only make each other time out.
    maxWorkers: 2,
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "fast",
          include: FILES,
          exclude: [SLOW],
          setupFiles: ["vitest.fast-setup.ts"],
          // Modules are loaded once a worker, not once a file: that was a third of the time.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "slow",
          include: FILES.map((files) => files.replace("*.test.ts", "*.slow.test.ts")),
          // Some start a dozen processes, and other work may share the machine.
          testTimeout: 180_000,
          expect: { poll: { timeout: 30_000 } },
          hookTimeout: 180_000,
          typecheck: {
            enabled: true,
            include: ["packages/*/test/**/*.test-d.ts"],
            tsconfig: "tsconfig.test.json",
            checker: "tsc",
          },
        },
      },
    ],
  },
});
