import type { Provider } from "../../../layers/provider.ts";
import type { ProtocolName } from "../../../layers/vocabulary.ts";
import { urlOf } from "../../derive.ts";
import { type Endpoint, endpointsOf, placeholderProblem } from "../../endpoint.ts";
import type { Rule, RuleFinding } from "../rule.ts";

/** How the path of a protocol's requests ends, and what makes such a one of the beginning of a URL. */
interface RequestPath {
  readonly end: string;
  complete(base: string): string;
}

/** The protocols that are spoken over HTTP. */
const requestPaths: Readonly<Record<Exclude<ProtocolName, "codex-exec">, RequestPath>> = {
  "openai-chat": {
    end: "/chat/completions",
    complete: (base) => `${hasPath(base) ? base : `${base}/v1`}/chat/completions`,
  },
  "openai-responses": {
    end: "/responses",
    complete: (base) => `${hasPath(base) ? base : `${base}/v1`}/responses`,
  },
  "anthropic-messages": {
    end: "/messages",
    complete: (base) => `${/\/v\d+$/.test(base) ? base : `${base}/v1`}/messages`,
  },
  "gemini-generate-content": {
    end: "/models",
    complete: (base) => `${hasPath(base) ? base : `${base}/v1beta`}/models`,
  },
  "ollama-chat": {
    end: "/api/chat",
    complete: (base) => `${base.replace(/\/(?:api|v1)$/, "")}/api/chat`,
  },
};

/** Ends of paths of requests, those of other protocols and of other APIs included. */
const REQUEST =
  /\/(?:chat\/completions|completions|responses|messages|models|embeddings|chat|api\/chat|api\/generate)$/;

/** Servers that call their only operation so take any body: the record says which. */
const OPERATION =
  /\/(?:invocations|invoke|predict|generate|run|call|query|complete|converse|stream|execute)$|\/[^/]+:[A-Za-z]\w*$/;

/**
 * An endpoint is the whole URL of a request, as its protocol has it: not the beginning that others
 * configure, and not the URL of another API. Most servers answer 404 to such a one.
 */
export const fittingPaths: Rule = ({ registry, underivable, report }) => {
  for (const record of registry.providers) {
    // What an endpoint without a protocol should end in is not known.
    if (underivable.has(record)) continue;
    for (const endpoint of endpointsOf(record)) {
      const finding = misfit(record, endpoint);
      if (finding !== undefined) {
        report("endpoint-path", { record, path: endpoint.path }, finding);
      }
    }
  }
};

function misfit({ id }: Provider, { text, protocol, path }: Endpoint): RuleFinding | undefined {
  const isProgram = text.startsWith("local:");
  if (protocol === "codex-exec") {
    if (isProgram) return undefined;
    return {
      message: `the endpoint of "${id}" is a URL, but codex-exec starts a program`,
      hint: 'write "local:codex-cli", or the protocol of the URL',
    };
  }
  if (isProgram) {
    return {
      message: `the endpoint of "${id}" is a program, but ${protocol} needs a URL`,
      hint: 'write the URL, or protocol = "codex-exec"',
    };
  }
  const [, base = "", query = ""] = /^([^?]*?)\/*(\?.*)?$/.exec(text) ?? [];
  const { end, complete } = requestPaths[protocol];
  const isKnown = base.endsWith(end) || OPERATION.test(base) || /^\$\{\w+\}$/.test(base);
  // An endpoint that is none is reported as such.
  const url = urlOf(text);
  if (isKnown || url === undefined || url.hash !== "" || placeholderProblem(text) !== undefined) {
    return undefined;
  }
  const other = Object.entries(requestPaths).find((each) => base.endsWith(each[1].end))?.[0];
  const whole = complete(base.replace(REQUEST, "")) + query;
  return other === undefined
    ? {
        message: `the endpoint of "${id}" does not end in ${end}, as requests of ${protocol} do`,
        hint: `write ${whole}`,
      }
    : {
        message: `the endpoint of "${id}" is one of ${other}, but its protocol is ${protocol}`,
        hint: `write ${whole}, or ${path.length > 1 ? `endpoints.${other}` : `protocol = "${other}"`}`,
      };
}

/** Whether there is more than a host. */
function hasPath(base: string): boolean {
  return /^(?:https?:\/\/[^/]+|\$\{\w+\})\/./.test(base);
}
