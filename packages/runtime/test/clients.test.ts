import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadRegistry } from "@kei/registry/load";
import { afterAll, describe, expect, it } from "vitest";
import { KeiError } from "../src/chat/errors.ts";
import { createClients } from "../src/clients.ts";
import { wires } from "./chaos/wires.ts";
import { serve } from "./support/loopback.ts";

const REST = `retry_max = 0
retry_backoff_ms = 0
billing_currency = "USD"
`;

/** Where the endpoint of each protocol lies below its server. */
const PATHS: Readonly<Record<string, string>> = {
  "anthropic-messages": "/v1/messages",
  "gemini-generate-content": "/v1beta/models",
  "ollama-chat": "/api/chat",
  "openai-chat": "/v1/chat/completions",
  "openai-responses": "/v1/responses",
};

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function load(providers: string, models: string) {
  const dir = mkdtempSync(join(tmpdir(), "kei-clients-"));
  folders.push(dir);
  writeFileSync(join(dir, "providers.toml"), providers);
  writeFileSync(join(dir, "models.toml"), models);
  writeFileSync(join(dir, "agent-profiles.toml"), "");
  return await loadRegistry({ dir });
}

const messages = [{ role: "user", content: "Hello" }] as const;
const CODEX = `
[[provider]]
id = "a-codex"
display_name = "Codex"
endpoint = "local:codex-cli"
auth_scheme = "oauth-subscription"
retry_max = 0
retry_backoff_ms = 0
billing_currency = "USD-subscription"
`;

/** A provider of each protocol, with a model; what each server was sent. */
async function everyProtocol() {
  const asked: { url: string; key: string | undefined }[] = [];
  const keyOf = ({ headers }: IncomingMessage) =>
    `${headers["x-api-key"] ?? headers["authorization"] ?? headers["x-goog-api-key"] ?? ""}`;
  const providers: string[] = [CODEX];
  const models = ['[[model]]\nprovider_ref = "a-codex"\nid = "large"\ndisplay_name = "L"\n'];
  for (const { protocol, whole, streamed } of wires) {
    const server = await serve((request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        const { url = "" } = request;
        asked.push({ url, key: keyOf(request) });
        const isStream = body.includes('"stream":true') || url.includes("stream");
        const type = protocol.name === "ollama-chat" ? "application/x-ndjson" : "text/event-stream";
        response.setHeader("content-type", isStream ? type : "application/json");
        response.end(isStream ? streamed(["Hi", " there"]).join("") : whole("Hi there"));
      });
    });
    const id = `a-${protocol.name}`;
    providers.push(
      `[[provider]]\nid = "${id}"\ndisplay_name = "P"\nendpoint = "${server.url}${PATHS[protocol.name]}"\nauth_scheme = "bearer"\nauth_env = "KEY"\nopen_models = false\n${REST}`,
    );
    models.push(
      `[[model]]\nprovider_ref = "${id}"\nid = "large"\ndisplay_name = "L"\naliases = ["other"]\nslug = "${id}"\n`,
    );
  }
  return { registry: await load(providers.join("\n"), models.join("\n")), asked };
}

describe("createClients", () => {
  it("speaks the protocol of each provider, whole and streamed", async () => {
    const { registry, asked } = await everyProtocol();
    const clients = createClients(registry, ({ id, auth }) =>
      auth.in === "none" ? undefined : { apiKey: `key-of-${id}`, hooks: { onWarning() {} } },
    );
    expect(Object.keys(clients)).toEqual(Object.keys(registry.providers));
    for (const { protocol } of wires) {
      const id = `a-${protocol.name}`;
      const client = clients[id];
      expect(client?.provider).toBe(registry.providers[id]);
      const reply = await client?.chat({ model: "large", messages });
      expect(reply, id).toMatchObject({ text: "Hi there" });
      const streamed = await client?.stream({ model: "other", messages }).result();
      expect(streamed, id).toMatchObject({ text: "Hi there" });
      const sent = asked.splice(0);
      expect(sent).toHaveLength(2);
      for (const { url, key } of sent) {
        expect(url).toContain(PATHS[protocol.name]);
        expect(key).toBe(`Bearer key-of-${id}`);
      }
      await expect(client?.chat({ model: "nobody", messages })).rejects.toMatchObject({
        code: "unknown-model",
      });
    }
    const codex = await clients["a-codex"]?.preview({ model: "large", messages });
    expect(JSON.stringify(codex)).toContain("large");
  });

  it("knows the models behind a proxy, and the further endpoints of a provider", async () => {
    const registry = await load(
      `[[provider]]\nid = "maker"\ndisplay_name = "M"\nendpoint = "https://maker.example/v1/chat/completions"\nendpoints = { openai-responses = "https://maker.example/v1/responses" }\nauth_scheme = "bearer"\nauth_env = "KEY"\n${REST}
[[provider]]\nid = "proxy"\ndisplay_name = "P"\nendpoint = "https://proxy.example/v1/chat/completions"\nroutes_to = ["maker"]\nauth_scheme = "bearer"\nauth_env = "KEY"\nopen_models = false\n${REST}`,
      '[[model]]\nprovider_ref = "maker"\nid = "large"\nslug = "l"\ndisplay_name = "L"\nprotocols = ["openai-responses"]\n[[model]]\nprovider_ref = "maker"\nid = "small"\nslug = "s"\ndisplay_name = "S"\n',
    );
    const clients = createClients(registry);
    const urlOf = async (id: string, model: string) =>
      (await clients[id]?.preview({ model, messages }))?.url;
    expect(await urlOf("maker", "large")).toBe("https://maker.example/v1/responses");
    expect(await urlOf("maker", "small")).toBe("https://maker.example/v1/chat/completions");
    expect(await urlOf("proxy", "maker/large")).toBe("https://proxy.example/v1/chat/completions");
    await expect(urlOf("proxy", "large")).rejects.toMatchObject({ code: "unknown-model" });
  });

  it("makes a client once, when it is asked for, and has no other names", async () => {
    const { registry } = await everyProtocol();
    const made: string[] = [];
    const clients = createClients(registry, ({ id }) => {
      made.push(id);
      return id === "a-ollama-chat" ? { endpoint: "nowhere" } : undefined;
    });
    expect(made).toEqual([]);
    expect(clients["a-openai-chat"]).toBe(clients["a-openai-chat"]);
    expect(made).toEqual(["a-openai-chat"]);
    // One that is wrong stops no other.
    expect(() => clients["a-ollama-chat"]).toThrow(KeiError);
    expect(clients["a-anthropic-messages"]).toBeDefined();
    for (const name of ["then", "constructor", "__proto__", "toString"]) {
      expect(clients[name]).toBeUndefined();
    }
  });
});
