import type { Socket } from "node:net";
import { resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { KeiError } from "../../src/chat/errors.ts";
import { defineClient } from "../../src/client/define-client.ts";
import { MAX_VALUE_LENGTH } from "../../src/framing/framer.ts";
import { createRouterOf, type Router } from "../../src/router/create-router.ts";
import { RouteError } from "../../src/router/route.ts";
import { createFetchTransport } from "../../src/transport/fetch-transport.ts";
import { createNodeTransport } from "../../src/transport/node-transport.ts";
import { MAX_BODY_BYTES } from "../../src/transport/read-body.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { model, providerOf } from "../router/test-router.ts";
import { serveRaw } from "../support/loopback.ts";
import { hello, testClient, testOptions } from "../support/test-client.ts";
import { table } from "../vendors/tell.ts";
import { exchangeOf, type Fault, faults, good } from "./faulty-server.ts";
import { type Wire, wires } from "./wires.ts";

const DOCS = resolve(import.meta.dirname, "../../../../docs/reliability.md");

const wire = wires[0] as Wire;
const WORDS = ["all ", "is ", "well"];
const WAIT_MS = 2500;
/** How long a slow machine may take for what has no end. */
const LONG_WAIT_MS = 120_000;
const RETRIES = 1;

const TRANSPORTS: readonly (readonly [string, () => Transport])[] = [
  ["fetch", createFetchTransport],
  ["node:http", createNodeTransport],
];

const MIB = 1024 ** 2;
const BLOCK = Buffer.alloc(64 * 1024, "x");

/** Writes for as long as somebody reads. */
function pour(socket: Socket): void {
  let isOpen = true;
  while (isOpen && !socket.destroyed) isOpen = socket.write(BLOCK);
  if (!socket.destroyed) socket.once("drain", () => pour(socket));
}

/** A fault, and how much of its answer may be read at most. */
interface Case extends Fault {
  readonly most?: number;
}

function poured(name: string, type: string, start: string, most: number): Required<Case> {
  return {
    name,
    most,
    answer({ socket }) {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\n\r\n${start}`);
      pour(socket);
    },
  };
}

const endless = [
  poured("a body without an end", "application/json", '{"a":"', MAX_BODY_BYTES),
  poured("an event without an end", "text/event-stream", 'data: {"a":"', MAX_VALUE_LENGTH),
];

/** What is seen of a fault. */
interface Seen {
  readonly outcome: string;
  readonly attempts: number;
  /** Through a router. */
  readonly routed: string;
  /** Which limit of time ended it. */
  readonly after: string;
  /** What the server could write, in all attempts. */
  readonly bytes: number;
}

async function see(fault: Case, transport: Transport, isStream: boolean): Promise<Seen> {
  const { answer, most } = fault;
  let attempts = 0;
  const server = await serveRaw((socket) => {
    attempts += 1;
    answer(exchangeOf(socket, wire, WORDS, isStream));
  });
  const endpoint = `${server.url}/v1/chat/completions`;
  const retry = { max: RETRIES, backoffMs: 0 };
  const waitMs = most === undefined ? WAIT_MS : LONG_WAIT_MS;
  const timeouts = { headersMs: waitMs, firstEventMs: waitMs, idleMs: waitMs };
  const client = testClient({ transport, endpoint, timeouts, retry, limiter: false });
  let text = "";
  let outcome: string;
  let after = "";
  try {
    if (isStream) {
      for await (const event of client.stream(hello)) if (event.type === "text") text += event.text;
    } else {
      text = (await client.chat(hello)).text;
    }
    expect(text).toBe(WORDS.join(""));
    outcome = "the answer";
  } catch (error) {
    if (!(error instanceof KeiError)) throw error;
    outcome = `\`${error.code}\`${text === "" ? "" : ", after the words that came"}`;
    after = /\(timeouts\.(\w+)\)/.exec(error.message)?.[1] ?? "";
  }
  const bytes = server.connections.reduce((sum, socket) => sum + socket.bytesWritten, 0);
  await server.close();
  const routed = await seeRouted(fault, transport, isStream);
  return { outcome, attempts, routed, after: after && `\`timeouts.${after}\``, bytes };
}

/** What comes of it through a router whose next model is well. */
async function seeRouted(
  { answer, most }: Case,
  transport: Transport,
  isStream: boolean,
): Promise<string> {
  const server = await serveRaw((socket, request) => {
    const isFirst = request.startsWith("POST /alpha ");
    (isFirst ? answer : good)(exchangeOf(socket, wire, WORDS, isStream));
  });
  const waitMs = most === undefined ? WAIT_MS : LONG_WAIT_MS;
  const timeouts = { headersMs: waitMs, firstEventMs: waitMs, idleMs: waitMs };
  const clients = ["alpha", "beta"].map((id) =>
    defineClient(
      providerOf(id, { endpoint: `${server.url}/${id}` }),
      { m: model(`${id}/m`) },
      wire.protocol,
    )({ ...testOptions({ transport, timeouts, limiter: false }), apiKey: "sk-test-0123456789" }),
  );
  const profiles = { p: { defaultModelRef: "alpha/m", fallbackModelRefs: ["beta/m"] } };
  const router: Router = createRouterOf({ profiles, clients, policy: { retries: 0 } }, () =>
    Promise.reject(new Error("clients were given")),
  );
  const request = { profile: "p", messages: hello.messages };
  let text = "";
  try {
    const stream = isStream ? router.stream(request) : undefined;
    for await (const event of stream ?? []) if (event.type === "text") text += event.text;
    const reply = await (stream?.result() ?? router.chat(request));
    expect(isStream ? text : reply.text).toBe(WORDS.join(""));
    return reply.route.answered === "alpha/m" ? "the answer" : "the answer of the next model";
  } catch (error) {
    if (!(error instanceof RouteError)) throw error;
    return `\`${error.code}\`${text === "" ? "" : ", after the words that came"}`;
  } finally {
    await server.close();
  }
}

const all: readonly Case[] = [...faults, ...endless];
const seen = new Map<string, Seen>();
const keyOf = (fault: Fault, transport: string, isStream: boolean) =>
  [fault.name, transport, isStream].join();

beforeAll(async () => {
  for (const [name, createTransport] of TRANSPORTS) {
    const transport = createTransport();
    await Promise.all(
      all.flatMap((fault) =>
        [false, true].map(async (isStream) => {
          seen.set(keyOf(fault, name, isStream), await see(fault, transport, isStream));
        }),
      ),
    );
  }
});

/** Over both transports; where they differ, each by its name. */
function cell(fault: Fault, isStream: boolean, tell: (seen: Seen) => string): string {
  const told = TRANSPORTS.map(
    ([name]) => [name, tell(seen.get(keyOf(fault, name, isStream)) as Seen)] as const,
  );
  const [[, first]] = told as [(typeof told)[number]];
  return told.every(([, other]) => other === first)
    ? first
    : told.map(([name, other]) => `${name}: ${other || "at once"}`).join("; ");
}

function rowOf(fault: Case): readonly string[] {
  const told = (tell: (seen: Seen) => string) => {
    const [call, stream] = [cell(fault, false, tell), cell(fault, true, tell)];
    return call === stream
      ? call || "at once"
      : `${call || "at once"}; stream: ${stream || "at once"}`;
  };
  return [
    fault.name,
    told(({ outcome }) => outcome),
    told(({ attempts }) => String(attempts)),
    told(({ after }) => after),
    told(({ routed }) => routed),
    fault.most === undefined ? "what came" : `${fault.most / MIB} MiB`,
  ];
}

describe("W14: a fault has one outcome", () => {
  it.each(endless)("$name: no more is read than may be held", (fault) => {
    for (const [name] of TRANSPORTS) {
      const { bytes, attempts } = seen.get(keyOf(fault, name, true)) as Seen;
      // What lies in buffers of the system on the way.
      expect(bytes).toBeLessThan((fault.most + 16 * MIB) * attempts);
    }
  });

  it("the docs have every fault: `vitest -u` writes them", async () => {
    const head = [
      "what the server does",
      "what the caller sees",
      "attempts",
      "ended by",
      "through a router",
      "held",
    ];
    const text = [
      "# Faults, and what the caller sees",
      "",
      "Each fault was met on loopback, over fetch and over node:http, by a call and by a stream of Chat Completions, with a client that tries once more (`retry: { max: 1 }`). This file is written by `packages/runtime/test/chaos/reliability.slow.test.ts`, and the test fails where it is not what is seen.",
      "",
      "“At once” is as soon as the fault can be known; else the option says how long that is. “Through a router” is what a [router](guides/routing.md) gives whose next model, at another provider, is well. “Held” is the most of an answer that is kept in memory at a time.",
      "",
      table([head, ...all.map(rowOf)]),
      "",
    ].join("\n");
    await expect(text).toMatchFileSnapshot(DOCS);
  });
});
