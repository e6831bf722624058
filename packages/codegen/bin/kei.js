#!/usr/bin/env node
import { existsSync } from "node:fs";

const command = new URL("../dist/cli.js", import.meta.url);
if (existsSync(command)) await import(command.href);
else {
  console.error(
    "kei: this clone is not built yet\n  hint: npx -y pnpm@10 gen builds what it needs",
  );
  process.exitCode = 1;
}
