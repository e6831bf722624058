import { expect, it } from "vitest";
import { isLoopback } from "../../src/platform/is-loopback.ts";

const of = (host: string) => isLoopback(new URL(`http://${host}:8080/v1`).hostname);

it.each([
  "localhost",
  "LOCALHOST",
  "localhost.",
  "ollama.localhost",
  "a.b.localhost.",
  "127.0.0.1",
  "127.0.0.1.",
  "127.1",
  "127.255.255.254",
  "0x7f000001",
  "2130706433",
  "[::1]",
  "[0:0:0:0:0:0:0:1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7fff:ffff]",
])("%s is this machine", (host) => expect(of(host)).toBe(true));

it.each([
  "localhost.example.com",
  "notlocalhost",
  "localhost.localdomain",
  "127.0.0.1.example.com",
  "128.0.0.1",
  "12.7.0.1",
  "0.0.0.0",
  "10.0.0.1",
  "[::]",
  "[::2]",
  "[::ffff:128.0.0.1]",
  "[::7f00:1]",
  "[fe80::1]",
  "api.openai.com",
])("%s is another, or may be", (host) => expect(of(host)).toBe(false));
