// Draws the pictures of the README into docs/pictures: what they show is what the commands print.
// With `--check` it writes nothing, and fails for those that are not current.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "ts60";
import { terminalSvg } from "./pictures/terminal-svg.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const DATE = "2026-11-30";
const REF = "anthropic/claude-sonnet-4-6";

/** What a program prints, with its colours. */
function run(args, folder = root) {
  const { stdout, stderr, error } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, FORCE_COLOR: "1", NO_COLOR: undefined, NODE_OPTIONS: "" },
  });
  if (error !== undefined) throw error;
  return `${stderr}${stdout}`.trimEnd().split("\n");
}

const kei = (folder, ...words) =>
  run([join(root, "packages/codegen/bin/kei.js"), ...words], folder);

/** The lines of a command and of what it prints. */
const typed = (command, printed) => [
  `\u001b[2m$\u001b[22m \u001b[1m${command}\u001b[22m`,
  ...printed,
];

/** @param {(folder: string) => T} show @template T @returns {T} */
function withRegistry(show) {
  const folder = mkdtempSync(join(tmpdir(), "kei-pictures-"));
  try {
    cpSync(join(root, "registry"), join(folder, "registry"), { recursive: true });
    return show(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What `kei check` says when something of a record is written otherwise. */
function mistake(file, record, right, wrong) {
  return withRegistry((folder) => {
    const path = join(folder, "registry", file);
    const text = readFileSync(path, "utf8");
    const at = text.indexOf(right, text.indexOf(`id = "${record}"`));
    if (at < 0) throw new Error(`${file} has no ${right}`);
    writeFileSync(path, text.slice(0, at) + wrong + text.slice(at + right.length));
    return typed("kei check", kei(folder, "check", "--date", DATE));
  });
}

const BEGUN = "claude-sonnet-";

const CODE = [
  'import { anthropic } from "@kei/runtime/anthropic";',
  "",
  "const claude = anthropic();",
  "const { text, cost } = await claude.chat({",
  `  model: "${BEGUN}",`,
  '  messages: [{ role: "user", content: "Say hello." }],',
  "});",
];

/** The ids that an editor offers where the code has begun to name a model. */
function completions() {
  const file = join(root, "scripts/pictures/shown.ts");
  const text = CODE.join("\n");
  const options = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    types: [],
  };
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot: (name) =>
      name === file
        ? ts.ScriptSnapshot.fromString(text)
        : existsSync(name)
          ? ts.ScriptSnapshot.fromString(readFileSync(name, "utf8"))
          : undefined,
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  });
  const at = text.indexOf(BEGUN) + BEGUN.length;
  const found = service.getCompletionsAtPosition(file, at, {})?.entries ?? [];
  const items = found.map(({ name }) => name).filter((name) => name.startsWith(BEGUN));
  if (items.length === 0) throw new Error("nothing completes");
  return items.sort().slice(0, 6);
}

/** Code with the colours of an editor. */
function coloured(line) {
  return line.replace(/("[^"]*")|\b(import|from|const|await)\b/g, (word, quoted) =>
    quoted ? `\u001b[34m${word}\u001b[39m` : `\u001b[31m${word}\u001b[39m`,
  );
}

const pictures = {
  "kei.svg": () =>
    terminalSvg(
      "A misspelt key that kei check points at, ids of models that an editor completes, and an answer with its cost",
      [
        {
          title: "registry/models.toml",
          lines: mistake("models.toml", "claude-sonnet-4-6", "context_window", "context_windw"),
        },
        {
          title: "app.ts",
          lines: CODE.map(coloured),
          popup: { line: 4, column: '  model: "'.length, items: completions() },
        },
        {
          title: "Terminal",
          lines: typed("node app.js", run([join(root, "scripts/pictures/first-call.mjs")])),
        },
      ],
    ),
  "mistake.svg": () =>
    terminalSvg(
      "kei check says that a profile names a model that there is not, and which one is meant",
      [
        {
          title: "registry/agent-profiles.toml",
          lines: mistake("agent-profiles.toml", "critic", "anthropic/claude-", "anthropic/claud-"),
        },
      ],
    ),
  "price.svg": () =>
    terminalSvg("A price is changed in its file, and kei diff says what that is to users", [
      {
        title: "A price that changed",
        lines: withRegistry((folder) => {
          const words = [
            "set",
            REF,
            "cost_output_per_mtok_micro=1_200_000_000",
            `verified_at=${DATE}`,
          ];
          return [
            ...typed(`kei ${words.join(" ")}`, kei(folder, ...words)),
            "",
            ...typed(
              "kei diff published registry",
              kei(folder, "diff", join(root, "registry"), "registry"),
            ),
          ];
        }),
      },
    ]),
  "fall-back.svg": () =>
    terminalSvg("The first two models of a profile are overloaded, the third one answers", [
      {
        title: 'router.chat({ profile: "code-implementer", … })',
        lines: typed("node fall-back.js", run([join(root, "scripts/pictures/fall-back.mjs")])),
      },
    ]),
};

const isCheck = process.argv.includes("--check");
let stale = 0;
for (const [name, draw] of Object.entries(pictures)) {
  const path = join(root, "docs/pictures", name);
  const svg = draw();
  const isCurrent = existsSync(path) && readFileSync(path, "utf8") === svg;
  if (isCurrent) continue;
  if (isCheck) {
    stale += 1;
    console.error(`docs/pictures/${name} is not current: run pnpm pictures`);
  } else writeFileSync(path, svg);
}
console.log(
  isCheck && stale > 0
    ? `${stale} pictures are not current`
    : `${Object.keys(pictures).length} pictures`,
);
if (stale > 0) process.exitCode = 1;
