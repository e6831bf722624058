import { createLoader } from "../../platform/load-part.ts";
import type { Transport } from "../../transport/transport.ts";
import type { Protocol } from "../protocol.ts";
import type { CodexBody } from "./request.ts";
import type { CodexAnswer } from "./response.ts";

const loadTransport = /* @__PURE__ */ createLoader(() =>
  import("./process-transport.ts").then(({ createProcessTransport }) => createProcessTransport()),
);

// Of a written type, or its declaration would name types through the entry and with it all clients.
const transport: Transport = {
  async send(request, signal) {
    return await (await loadTransport()).send(request, signal);
  },
};

const protocol = {
  name: "codex-exec",
  supports: {
    tools: false,
    toolChoice: false,
    output: true,
    maxOutputTokens: false,
    temperature: false,
    topP: false,
    stop: 0,
    reasoningEffort: ["none", "minimal", "low", "medium", "high", "xhigh", "max"],
    reasoningBudget: false,
    imageTypes: ["image/png", "image/jpeg", "image/gif", "image/webp"],
    imageUrls: false,
    fileTypes: [],
    fileUrls: false,
    toolCallIds: /^/,
  },
  framing: "ndjson",
  requestIdHeaders: [],
  streamOnly: true,
  transport,
  url: (endpoint) => endpoint,
  loadRequests: /* @__PURE__ */ createLoader(() =>
    import("./request.ts").then((part) => part.codexRequests),
  ),
  loadAnswers: /* @__PURE__ */ createLoader(() =>
    import("./answers.ts").then((part) => part.codexAnswers),
  ),
} as const satisfies Protocol<CodexBody, CodexAnswer>;

/**
 * `codex exec --json`: the codex command-line tool, run once for every call. Its answers come at once,
 * when the turn is complete; a conversation is sent as one text. Codex is an agent with tools of its
 * own and the user's configuration, signs in by itself, and tries again by itself.
 */
export const codexExec: Protocol<
  CodexBody,
  CodexAnswer,
  typeof protocol.name,
  typeof protocol.supports
> = protocol;
