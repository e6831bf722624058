/**
 * Taplo's language server over stdio. The package is the one that Even Better TOML runs inside
 * VS Code; it has no command of its own. Whatever it wants from the network is refused.
 */
import fs from "node:fs";
import { isAbsolute, join } from "node:path";
import { PassThrough } from "node:stream";
import taplo from "@taplo/lsp";

// Taplo keeps the global `fetch` where there is one, and ignores the one that it is given.
globalThis.fetch = () => Promise.reject(new Error("no network in tests"));

const server = await taplo.TaploLsp.initialize(
  {
    cwd: () => process.cwd(),
    envVar: (name) => process.env[name],
    envVars: () => Object.entries(process.env),
    findConfigFile: (from) =>
      [".taplo.toml", "taplo.toml"]
        .map((name) => join(from, name))
        .find((path) => fs.existsSync(path)),
    glob: () => [],
    isAbsolute,
    now: () => new Date(),
    readFile: (path) => fs.promises.readFile(path),
    writeFile: (path, bytes) => fs.promises.writeFile(path, bytes),
    stderr: process.stderr,
    stdErrAtty: () => false,
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    // It must not throw: the server dies of it, for good and without a word.
    urlToFilePath: (url) => decodeURIComponent(url).slice("file://".length),
    fetch: { fetch, Headers, Request, Response },
  },
  {
    onMessage(message) {
      const body = JSON.stringify(message);
      process.stdout.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    },
  },
);

let buffered = Buffer.alloc(0);
process.stdin.on("data", (chunk) => {
  buffered = Buffer.concat([buffered, chunk]);
  for (;;) {
    const header = /^Content-Length: (\d+)\r\n\r\n/.exec(buffered.toString("latin1", 0, 64));
    if (header === null) return;
    const end = header[0].length + Number(header[1]);
    if (buffered.length < end) return;
    const message = JSON.parse(buffered.toString("utf8", header[0].length, end));
    buffered = buffered.subarray(end);
    server.send(message);
  }
});
process.stdin.on("end", () => process.exit(0));
