import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ROOT } from "./cli.ts";

/** The two servers that editors use for TOML. */
export type ServerName = "taplo" | "tombi";

export interface LspDiagnostic {
  /** Lines count from 0. */
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
  readonly severity: number;
  readonly message: string;
}

/** A language server, asked over stdio as an editor would. */
export interface LanguageServer {
  /** Opens a file with a text of its own, changes it where it is open, and says what is wrong. */
  diagnose(path: string, text: string): Promise<readonly LspDiagnostic[]>;
  /** Labels of what completes at a place of an open file, both counted from 0. */
  complete(path: string, line: number, character: number): Promise<readonly string[]>;
  /** What is shown at a place of an open file, or `undefined`. */
  hover(path: string, line: number, character: number): Promise<string | undefined>;
  /** Ends the server; rejects when it does not end well. */
  stop(): Promise<void>;
}

/**
 * What a server publishes for one state of a file. Taplo says three times what it knows: syntax,
 * keys, schema; a text with syntax errors ends it at the first. Tombi says it once.
 */
const PUBLISHES: Readonly<Record<ServerName, number>> = { taplo: 3, tombi: 1 };

const COMMANDS: Readonly<Record<ServerName, readonly string[]>> = {
  taplo: [fileURLToPath(new URL("taplo-lsp.mjs", import.meta.url))],
  // The command that editors find in node_modules/.bin.
  tombi: [join(ROOT, "node_modules/@tombi-toml/tombi/bin/tombi"), "lsp", "--offline"],
};

interface Published {
  readonly diagnostics: readonly LspDiagnostic[];
  /** Taplo never says it. */
  readonly version?: number | null;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  // biome-ignore lint/suspicious/noExplicitAny: what servers send is looked at by hand
  readonly params?: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly result?: any;
  readonly error?: { readonly message: string };
}

/**
 * Starts a server without a network. `folder` is the workspace, where one is to be open: without one
 * Taplo reads no `.taplo.toml`; with one it asks for SchemaStore's catalogue first, in vain here.
 */
export async function startLanguageServer(
  name: ServerName,
  folder?: string,
): Promise<LanguageServer> {
  const child = spawn(process.execPath, COMMANDS[name], {
    cwd: ROOT,
    env: { ...process.env, TOMBI_OFFLINE: "true" },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = once(child, "close") as Promise<[number | null]>;
  const answers = new Map<number, (message: Message) => void>();
  const published = new Map<string, (said: Published) => void>();
  const versions = new Map<string, number>();
  let configured: () => void;
  const configuration = new Promise<void>((resolve) => {
    configured = resolve;
  });
  let nextId = 1;

  const send = (message: object) => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const request = (method: string, params?: object) =>
    new Promise<Message["result"]>((resolve, reject) => {
      const id = nextId++;
      answers.set(id, ({ result, error }) => {
        if (error === undefined) resolve(result);
        else reject(new Error(`${name}: ${method}: ${error.message}`));
      });
      send({ id, method, params });
      ended.then(() => reject(new Error(`${name} ended during ${method}`)));
    });
  const receive = ({ id, method, params, result, error }: Message) => {
    if (method === undefined) {
      answers.get(id as number)?.({ result, ...(error === undefined ? {} : { error }) });
      return;
    }
    if (method === "textDocument/publishDiagnostics") published.get(params.uri)?.(params);
    if (id === undefined) return;
    // Taplo takes `null` for "no schemas", and waits for ever where nothing comes.
    const settings = { schema: { enabled: true, catalogs: [], links: false } };
    const asked = method === "workspace/configuration";
    send({ id, result: asked ? params.items.map(() => settings) : null });
    if (asked) configured();
  };
  readMessages(child, receive);

  await request("initialize", {
    processId: process.pid,
    rootUri: folder === undefined ? null : String(pathToFileURL(folder)),
    workspaceFolders:
      folder === undefined ? null : [{ uri: String(pathToFileURL(folder)), name: "kei" }],
    capabilities: { workspace: { configuration: true } },
  });
  send({ method: "initialized", params: {} });
  if (name === "taplo") await configuration;

  const ask = (method: string, path: string, line: number, character: number) =>
    request(`textDocument/${method}`, {
      textDocument: { uri: String(pathToFileURL(path)) },
      position: { line, character },
    });

  return {
    diagnose(path, text) {
      const uri = String(pathToFileURL(path));
      const version = (versions.get(uri) ?? 0) + 1;
      versions.set(uri, version);
      return new Promise((resolve, reject) => {
        let left = PUBLISHES[name];
        published.set(uri, ({ diagnostics, version: of }) => {
          // With a folder open Tombi also speaks of the file on the disk, which has no version.
          if (name === "tombi" && of !== version) return;
          left -= 1;
          if (left > 0 && diagnostics.length === 0) return;
          published.delete(uri);
          resolve(diagnostics);
        });
        ended.then(() => reject(new Error(`${name} ended with ${path} open`)));
        if (version === 1) {
          send({
            method: "textDocument/didOpen",
            params: { textDocument: { uri, languageId: "toml", version, text } },
          });
        } else {
          send({
            method: "textDocument/didChange",
            params: { textDocument: { uri, version }, contentChanges: [{ text }] },
          });
        }
      });
    },
    async complete(path, line, character) {
      const result = await ask("completion", path, line, character);
      const items: readonly { readonly label: string }[] = result?.items ?? result ?? [];
      return items.map(({ label }) => label);
    },
    async hover(path, line, character) {
      const result = await ask("hover", path, line, character);
      return result?.contents?.value;
    },
    async stop() {
      await request("shutdown");
      send({ method: "exit" });
      // Tombi stays until its input ends.
      child.stdin.end();
      const [code] = await ended;
      if (code !== 0) throw new Error(`${name} ended with ${code}`);
    },
  };
}

function readMessages(child: ChildProcess, receive: (message: Message) => void): void {
  let buffered = Buffer.alloc(0);
  child.stdout?.on("data", (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk]);
    for (;;) {
      const start = buffered.indexOf("\r\n\r\n");
      if (start === -1) return;
      const length = /Content-Length: (\d+)/i.exec(buffered.toString("latin1", 0, start))?.[1];
      const end = start + 4 + Number(length);
      if (buffered.length < end) return;
      const body = buffered.toString("utf8", start + 4, end);
      buffered = buffered.subarray(end);
      receive(JSON.parse(body) as Message);
    }
  });
}
