import { getEventListeners } from "node:events";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { FailureError } from "../../src/chat/errors.ts";
import { createFetchTransport } from "../../src/transport/fetch-transport.ts";
import { never, post, rejection, serve } from "../support/loopback.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

const URL_OF_NOTHING = "https://api.test.invalid/v1";

/** A body that never comes. */
function silence(onCancel: (reason: unknown) => void = () => {}): ReadableStream {
  return new ReadableStream({ cancel: onCancel });
}

describe("createFetchTransport", () => {
  it("X12: goes through the fetch that is passed in", async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(async () => new Response("answer"));
    const response = await createFetchTransport(fetch).send(post(URL_OF_NOTHING, "body"), never());
    expect(await response.text(10)).toBe("answer");
    expect(fetch).toHaveBeenCalledTimes(1);
    const [url, init] = fetch.mock.calls[0] ?? [];
    expect(url).toBe(URL_OF_NOTHING);
    expect(init).toMatchObject({ method: "POST", body: "body", redirect: "manual" });
  });

  it("takes the fetch of the moment when none is passed in", async () => {
    const transport = createFetchTransport();
    vi.stubGlobal("fetch", async () => new Response("stubbed"));
    expect(await (await transport.send(post(URL_OF_NOTHING), never())).text(10)).toBe("stubbed");
  });

  it("X1: takes what a browser hides of a redirect for one", async () => {
    const hidden = { type: "opaqueredirect", status: 0, headers: new Headers(), body: null };
    const transport = createFetchTransport(async () => hidden as Response);
    const response = await transport.send(post(URL_OF_NOTHING), never());
    expect(response.status).toBe(302);
    expect(response.header("location")).toBeUndefined();
    expect(await response.read()).toBeUndefined();
    expect(await response.text(10)).toBe("");
  });

  it("T5: an abort does not wait for a fetch that does not heed it", async () => {
    let answer: (response: Response) => void = () => {};
    const transport = createFetchTransport(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    const controller = new AbortController();
    const sending = rejection(transport.send(post(URL_OF_NOTHING), controller.signal));
    controller.abort("enough");
    expect(await sending).toBe("enough");
    // What comes after all is not kept waiting.
    const cancelled = new Promise((resolve) => answer(new Response(silence(() => resolve(true)))));
    expect(await cancelled).toBe(true);
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
  });

  it.each([
    ["read", (response: { read(): Promise<unknown> }) => response.read()],
    ["text", (response: { text(maxBytes: number): Promise<unknown> }) => response.text(10)],
  ])("T5: an abort ends a %s of a body that does not heed it", async (_way, start) => {
    const transport = createFetchTransport(async () => new Response(silence()));
    const controller = new AbortController();
    const response = await transport.send(post(URL_OF_NOTHING), controller.signal);
    const reading = rejection(start(response));
    controller.abort("enough");
    expect(await reading).toBe("enough");
    expect(await rejection(response.read())).toBe("enough");
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
  });

  it("a body that ends by itself leaves no timer and no listener", async () => {
    const transport = createFetchTransport(async () => new Response(null, { status: 204 }));
    const { signal } = new AbortController();
    const response = await transport.send(post(URL_OF_NOTHING), signal);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
    response.close(true);
    expect(await response.read()).toBeUndefined();
  });

  it("what fetch rejects with becomes a failure that keeps it as its cause", async () => {
    const cause = new TypeError("fetch failed", {
      cause: Object.assign(new Error("https://user:sk-canary@host"), { code: "ETIMEDOUT" }),
    });
    const transport = createFetchTransport(() => Promise.reject(cause));
    const { failure } = (await rejection(
      transport.send(post(`${URL_OF_NOTHING}?key=sk-canary`), never()),
    )) as FailureError;
    expect(failure).toEqual({
      code: "network",
      message: "the connection to https://api.test.invalid failed (ETIMEDOUT)",
      cause,
    });
  });

  it("a URL that is none is a failure that does not show it", async () => {
    const { failure } = (await rejection(
      createFetchTransport().send(post("nonsense?key=sk-canary-6"), never()),
    )) as FailureError;
    expect(failure.code).toBe("network");
    expect(failure.message).toBe("the connection to the provider failed (ERR_INVALID_URL)");
  });

  describe("X11, K: proxy variables that fetch does not follow", () => {
    const fails = async () => {
      throw new TypeError("fetch failed", { cause: { code: "UND_ERR_CONNECT_TIMEOUT" } });
    };
    const messageOf = async (url: string, fetch?: typeof globalThis.fetch) =>
      ((await rejection(createFetchTransport(fetch).send(post(url), never()))) as Error).message;

    it.each([
      ["HTTPS_PROXY", "https://api.test.invalid/v1"],
      ["https_proxy", "https://api.test.invalid/v1"],
      ["ALL_PROXY", "https://api.test.invalid/v1"],
      ["all_proxy", "http://api.test.invalid/v1"],
      ["HTTP_PROXY", "http://api.test.invalid/v1"],
    ])("%s is named", async (name, url) => {
      vi.stubGlobal("fetch", fails);
      vi.stubEnv(name, "http://user:sk-canary-5@proxy.test.invalid");
      const { origin } = new URL(url);
      expect(await messageOf(url)).toBe(
        `the connection to ${origin} failed (UND_ERR_CONNECT_TIMEOUT); ${name} is set, but not followed: set NODE_USE_ENV_PROXY=1 (Node 24 or later), or pass a \`fetch\` that follows it`,
      );
    });

    it.each([
      ["is for other URLs", "HTTP_PROXY", "https://api.test.invalid/v1"],
      ["is empty", "HTTPS_PROXY", "https://api.test.invalid/v1"],
      ["would not be used for this machine", "ALL_PROXY", "http://127.0.0.1:9/v1"],
      ["would not be used for this machine", "ALL_PROXY", "http://localhost:9/v1"],
      ["would not be used for this machine", "ALL_PROXY", "http://[::1]:9/v1"],
    ])("nothing is said when one %s", async (what, name, url) => {
      vi.stubGlobal("fetch", fails);
      vi.stubEnv(name, what === "is empty" ? "" : "http://proxy.test.invalid");
      expect(await messageOf(url)).not.toContain("PROXY is set");
    });

    it("nothing is said of a fetch that is passed in", async () => {
      vi.stubEnv("HTTPS_PROXY", "http://proxy.test.invalid");
      expect(await messageOf(URL_OF_NOTHING, fails)).not.toContain("PROXY");
    });
  });

  it("works on after a body that nobody read was closed", async () => {
    const server = await serve((_request, response) => {
      response.end("x".repeat(100_000));
    });
    const transport = createFetchTransport();
    for (let call = 0; call < 3; call += 1) {
      (await transport.send(post(server.url), never())).close(call % 2 === 0);
    }
    expect(await (await transport.send(post(server.url), never())).text(100_000)).toHaveLength(
      100_000,
    );
  });
});
