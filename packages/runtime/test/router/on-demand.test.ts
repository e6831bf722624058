import { profiles } from "@kei/registry";
import { afterEach, expect, it, vi } from "vitest";
import { clients } from "../../src/gen/index.gen.ts";
import { createRouterOf } from "../../src/router/create-router.ts";
import { type ClientMakers, givenDirectory, loadDirectory } from "../../src/router/directory.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { routeErrorOf } from "./test-router.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

const makers = clients as unknown as ClientMakers;
const messages = [{ role: "user", content: "Hello" }] as const;

/** Of the day that the facts of the registry are asked for here. */
const testing = { clock: new FakeClock() };

function withoutKeys(): void {
  for (const { provider } of Object.values(makers)) {
    for (const name of provider.authEnv) vi.stubEnv(name, "");
  }
}

it("F17: without clients those are made that have their key", async () => {
  withoutKeys();
  vi.stubEnv("OPENAI_API_KEY", "sk-test-0123456789");
  const directory = await loadDirectory({ profiles, testing }, async () => makers);
  const { list } = directory.candidates("critic", { at: "2026-12-01" });
  expect(list.map(({ choice }) => choice.ref)).toEqual(["openai/gpt-5.4"]);
  expect(list[0]?.client.provider.id).toBe("openai");
  expect(directory.clientOf({ provider: clients.openai.provider })).toBe(list[0]?.client);
});

it("F17: without any key it says which ones would do, and asks nobody", async () => {
  withoutKeys();
  const router = createRouterOf({ profiles, testing }, async () => makers);
  const error = await routeErrorOf(router.chat({ profile: "critic", messages }));
  expect(error).toMatchObject({ code: "config", attempts: 0 });
  expect(error.message).toContain("set ANTHROPIC_API_KEY");
});

it("F17: clients that could not be loaded are asked for again by the next call", async () => {
  withoutKeys();
  let loads = 0;
  const router = createRouterOf({ profiles, testing }, async () => {
    loads += 1;
    if (loads === 1) throw new Error("no file");
    return makers;
  });
  await expect(router.resolve("critic")).rejects.toThrow("no file");
  expect((await router.resolve("critic")).kind).toBe("unresolved");
  await router.resolve("critic");
  expect(loads).toBe(2);
});

it("F17: clients that are given are one of each provider, and are clients", () => {
  const one = clients.openai({ apiKey: "sk-test-0123456789" });
  const make = (given: readonly unknown[]) =>
    createRouterOf({ profiles, clients: given as never }, async () => makers);
  expect(() => make([one, one])).toThrow("two of openai");
  expect(() => make([clients.openai])).toThrow("anthropic()");
  expect(() => make([undefined])).toThrow("anthropic()");
  expect(() => make("openai" as never)).toThrow("clients must be a list");
});

it("F1: models of a proxy are asked by ref, with and without a client of their own provider", () => {
  const key = { apiKey: "sk-test-0123456789" };
  const [proxy, own] = [clients["litellm-proxy"](key), clients.anthropic(key)];
  const asked = (given: Parameters<typeof givenDirectory>[1], pinned?: string) =>
    givenDirectory(profiles, given)
      .candidates("critic", { pinned, at: "2026-12-01" })
      .list.map(({ choice, model }) => [choice.provider.id, model, choice.model?.ref]);
  const first = ["anthropic", "claude-sonnet-4-6", "anthropic/claude-sonnet-4-6"];
  const routed = ["litellm-proxy", "anthropic/claude-sonnet-4-6", "anthropic/claude-sonnet-4-6"];
  for (const given of [
    [own, proxy],
    [proxy, own],
  ]) {
    expect(asked(given)[0]).toEqual(first);
    expect(asked(given, "litellm-proxy/claude-sonnet-4-6").slice(0, 2)).toEqual([routed, first]);
    // A dated name is another name.
    expect(asked(given, "anthropic/claude-haiku-4-5-20251001")[0]).toEqual([
      "anthropic",
      "claude-haiku-4-5",
      "anthropic/claude-haiku-4-5",
    ]);
  }
  expect(asked([proxy], "litellm-proxy/claude-sonnet-4-6")).toEqual([routed]);
});
