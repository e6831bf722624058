import { again, type Growing, numbered, shapes } from "../../../runtime/test/growth/growing.ts";
import { parseLayer } from "../../src/check/parse-layer.ts";
import { formatGithub } from "../../src/diagnostics/format/github.ts";
import { formatPretty } from "../../src/diagnostics/format/pretty.ts";
import { formatSarif } from "../../src/diagnostics/format/sarif.ts";
import { fillKeyTables } from "../../src/emit/key-tables.ts";
import type { Inputs, Layer } from "../../src/layers/layer-names.ts";
import { inspect } from "../../src/pipeline/inspect.ts";
import { deriveProtocol, deriveTransport } from "../../src/registry/derive.ts";
import { placeholderProblem, sampleOf, variablesOf } from "../../src/registry/endpoint.ts";
import { unpublish } from "../../src/registry/unpublish.ts";
import {
  addKey,
  appendRecord,
  mapRecords,
  removeKey,
  removeRecord,
  setKey,
} from "../../src/source/edit.ts";
import { syntaxProblem } from "../../src/source/locate.ts";
import { amountsIn } from "../../src/text/amount.ts";
import { codeSpan, escapeHidden, escapeMarkdown, oneLine, quote } from "../../src/text/quote.ts";
import { hasSecret, redactSecrets } from "../../src/text/secrets.ts";
import { UserError } from "../../src/text/user-error.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

const provider = (i: number) =>
  `[[provider]]\nid = "acme${i}"\ndisplay_name = "Acme"\nendpoint = "https://api.acme${i}.example/v1/messages"\nauth_scheme = "bearer"\nauth_env = "ACME_${i}"\nbilling_currency = "USD"\n`;
const model = (i: number, of = i) =>
  `[[model]]\nprovider_ref = "acme${of}"\nid = "m${i}"\nslug = "m${i}"\ndisplay_name = "M"\ncost_input_per_mtok_micro = 200_000_000 # $2.00\ncost_output_per_mtok_micro = 1_000_000_000 # $1${i % 10}.00\n`;

/** All that is said of one file of a registry, as people and programs see it. */
const checks = (layer: Layer) => (text: string) => {
  const empty = { path: "x.toml", bytes: new Uint8Array() };
  const inputs: Inputs = { provider: empty, model: empty, profile: empty };
  const { diagnostics } = inspect(
    { ...inputs, [layer]: { path: `${layer}.toml`, bytes: bytesOf(text) } },
    "2026-01-01",
  );
  formatPretty(diagnostics, { color: false });
  formatGithub(diagnostics);
  formatSarif(diagnostics);
};

/** Bytes that are no text at their end. */
const decodes = (text: string) => {
  const bytes = bytesOf(`${text}x`);
  bytes[bytes.length - 1] = 0xff;
  parseLayer("model", { path: "x.toml", bytes }, new Map());
};

const edits: readonly ((text: string) => string)[] = [
  (text) => setKey(text, { table: "model", index: 0, key: "slug", value: "other" }),
  (text) => addKey(text, { table: "model", index: 0, key: "aliases", value: ["a"], order: ["id"] }),
  (text) => removeKey(text, { table: "model", index: 0, key: "slug" }),
  (text) => removeRecord(text, { table: "model", index: 0 }),
  (text) => appendRecord(text, { table: "model", entries: [{ key: "id", value: "x" }] }),
  (text) => mapRecords(text, "model", (record) => record.replace("display_name", "named")),
];

/** Every edit of a text; one that does not fit it is refused. */
const editsAll = (text: string) => {
  for (const edit of edits) {
    try {
      edit(text);
    } catch (thrown) {
      if (!(thrown instanceof UserError)) throw thrown;
    }
  }
};

const TOML = [
  numbered((i) => `k${i} = "x"\n`),
  numbered((i) => `k${i} = "${i}", `, "a = { ", "b = 1 }\n"),
  numbered((i) => `[t${i}]\n`),
  again("[", "a = "),
  again("{ a = ", "a = "),
  again("a."),
  again("[["),
  "# \n",
  "\n",
  "\r\n",
  " ",
  "\t",
  again("x", 'a = "', '"\n'),
  again("\\", 'a = "', '"\n'),
  again('"', "a = "),
  again("x\n", 'a = """', '"""\n'),
  again("1", "a = "),
  again("1_", "a = ", "1\n"),
  again("\u200e", "# ", "\n"),
  again("#\u200e\n"),
  again("1,", "a = [", "1]\n"),
  again("{},", "a = [", "{}]\n"),
  "=",
  "\0",
];

const RECORDS = [
  again("\n", model(0), model(1)),
  again("#\n", model(0), model(1)),
  again(" \n", model(0), `x\n${model(1)}`),
  numbered((i) => model(i, 0)),
  numbered((i) => model(i)),
  numbered((i) => model(i), 'x = """a"""\n'),
  numbered((i) => `"a${i}",`, `${model(0)}aliases = [`, `"b"]\n`),
  again("x", `${model(0)}notes = "`, '"\n'),
  again("A1b", `${model(0)}notes = "`, '"\n'),
  again("1,", `${model(0)}cost_cache_read_per_mtok_micro = 1 # $`, "1\n"),
  again("$1 ", `${model(0)}cost_cache_read_per_mtok_micro = 1 # `, "1\n"),
  again("/", `[[model]]\nprovider_ref = "`, '"\n'),
];

/** Records that are no TOML, each in its own way. */
const BROKEN = [
  numbered((i) => `${model(i)}notes: x\n`),
  numbered((i) => `${model(i)}no_such_key = ${i}\n`),
  numbered((i) => `[model]\nid = "m${i}"\n`),
  numbered((i) => `[model.m${i}]\nid = "x"\n`),
  numbered((i) => `[t${i}]\na: b\n`),
  again("notes: x\n", model(0)),
  again('notes = "x"\n', model(0)),
  again("x\n", model(0)),
  again("a = [\n", model(0)),
  again("a = {\n", model(0)),
  again("a = [1,\n2]\n", model(0), "a: b\n"),
  again('a = """\n', model(0)),
  again("1,\n", `${model(0)}a: b\nc = [`, "1]\n"),
  again("1,", `${model(0)}a: b\nc = [`, "1]\n"),
  again("<<<<<<< a\n", model(0)),
  again("<<<<<<< a\n=======\n>>>>>>> b\n", model(0)),
  again("=======\n", "<<<<<<< a\n"),
  again("\uFEFF\n", model(0)),
  again("[[model\n"),
  again("[model.a\n", model(0)),
  again("x", `${model(0)}notes = `, "\n"),
  again(" x", `${model(0)}notes`, " = 1\n"),
  again(", ", `${model(0)}notes = "x" `, "\n"),
  again("1 ", `${model(0)}notes = [`, "\n"),
  again("1", `${model(0)}context_window = "`, '"\n'),
  again(",111", `${model(0)}context_window = "1`, '"\n'),
  again("a,", `${model(0)}capabilities = "`, '"\n'),
];

const PROVIDERS = [
  numbered((i) => provider(i)),
  ...[
    "/",
    "a/",
    "${A}",
    "{{ ",
    "{{",
    "%7b",
    "<",
    "$a",
    "__A",
    "your-",
    "a-",
    ".",
    "/:a",
    "x",
    "A_",
  ].map((unit) => again(unit, '[[provider]]\nid = "a"\nendpoint = "https://x/', '"\n')),
  again("a-", '[[provider]]\nid = "', '"\n'),
  again("-1.", '[[provider]]\nid = "a', '"\n'),
  again("A_", '[[provider]]\nid = "a"\nauth_env = "', '"\n'),
];

const PROFILES = ["FS-", "A-", "RO-", "RORW", "RO"].map((unit) =>
  again(unit, '[[profile]]\nid = "a"\ncaps = "', '"\n'),
);

const readsEndpoint = (text: string) => {
  const endpoint = `https://x/${text}`;
  deriveProtocol({ endpoint, auth_scheme: "bearer" } as never);
  deriveTransport({ endpoint, auth_scheme: "bearer" } as never);
  placeholderProblem(endpoint);
  sampleOf(endpoint);
  variablesOf(endpoint);
};

const says = (text: string) => [
  quote(text),
  escapeHidden(text),
  oneLine(text),
  escapeMarkdown(text),
  codeSpan(text),
  hasSecret(text),
  redactSecrets(text),
];

const readsPublished = (text: string) => {
  try {
    unpublish(text, "x.json");
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown;
  }
};

/** What the files of a registry, and texts of them, are read by. */
export const registryTexts: readonly Growing[] = [
  ...shapes("a registry's models", checks("model"), [...TOML, ...RECORDS, ...BROKEN]),
  ...shapes("a registry's providers", checks("provider"), PROVIDERS),
  ...shapes("a registry's profiles", checks("profile"), PROFILES),
  ...shapes("bytes that are no text", decodes, ["x", "\u{1F600}"]),
  ...shapes("an edit", editsAll, TOML),
  ...shapes("what exceeds TOML 1.0", syntaxProblem, TOML),
  ...shapes("an endpoint", readsEndpoint, ["/", "a/", "${A}", "<", "."]),
  ...shapes("amounts", amountsIn, ["1,", "1", "$", "$1", "USD ", "1.", "1 ", "US$"]),
  ...shapes("a text of a registry", says, [
    "x",
    "A1b",
    "sk-",
    "Bearer ",
    "eyJ",
    "://",
    "://a:",
    "-----BEGIN ",
    "?key=",
    "\u200e",
    "\u{E0041}",
    "\n",
    "`",
    "|",
  ]),
  ...shapes("published facts", readsPublished, [
    "{",
    again("{},", '{"schemaVersion":2,"providers":[', "{}]}"),
    again("[", '{"a":'),
  ]),
  ...shapes("a document with tables", fillKeyTables, [
    "<!-- kei gen: the keys of models.toml -->",
    "<!-- end of what kei gen writes -->",
    "<!--",
  ]),
];
