import type { Auth, ProtocolName, Provider } from "@kei/registry";
import type { Example } from "./example-of.ts";

/** How something is done with a provider, to be copied. */
export interface Snippet {
  readonly name: "curl" | "runtime" | "aiSdk" | "rust" | "environment" | "shell";
  readonly text: string;
}

/** What a snippet asks. */
const QUESTION = "Say hello.";

export interface SnippetOptions {
  /** Absent: the provider lists none, and takes what its server has. */
  readonly model?: Example;
  /** Whether `@kei/runtime` has a client of the provider. */
  readonly hasClient: boolean;
  /** ISO date. */
  readonly asOf: string;
}

/** Snippets for a provider. Every text of the registry in them is quoted as its language does it. */
export function snippetsFor(provider: Provider, options: SnippetOptions): readonly Snippet[] {
  const wire = options.model?.protocols[0] ?? provider.protocol;
  const variables = variablesOf(provider);
  return [
    wire === "codex-exec"
      ? { name: "shell", text: codex(options) }
      : { name: "curl", text: curl(provider, wire, options) },
    { name: "runtime", text: runtime(provider, options) },
    ...aiSdk(provider, options),
    { name: "rust", text: rust(provider, options) },
    ...(variables.length === 0
      ? []
      : [{ name: "environment" as const, text: environment(variables) }]),
  ];
}

/** The key's first variable, and those that the endpoint and the headers name. */
function variablesOf({ authEnv, endpoint, headers = {} }: Provider): readonly string[] {
  const named = [endpoint, ...Object.values(headers)].flatMap((text) =>
    [...text.matchAll(/\$\{([A-Z_][A-Z0-9_]*)\}/g)].flatMap(([, name]) => name ?? []),
  );
  return [...new Set([...authEnv.slice(0, 1), ...named])];
}

function environment(variables: readonly string[]): string {
  return variables.map((name) => `export ${name}="…"`).join("\n");
}

function codex({ model }: SnippetOptions): string {
  const chosen = model === undefined ? "" : ` --model ${shell(model.id)}`;
  return `codex exec --json${chosen} ${shell(QUESTION)}`;
}

function curl(provider: Provider, wire: ProtocolName, { model }: SnippetOptions): string {
  const id = model?.id ?? "MODEL";
  const endpoint = (provider.endpoints?.[wire] ?? provider.endpoint).replaceAll("${model}", id);
  const auth = provider.endpointAuth?.[wire] ?? provider.auth;
  const asked =
    wire === "gemini-generate-content" && !endpoint.includes(":generateContent")
      ? `${endpoint}/${id}:generateContent`
      : endpoint;
  const headers = [
    "content-type: application/json",
    ...(auth.in === "header" ? [`${auth.name}: ${auth.prefix ?? ""}${keyOf(provider)}`] : []),
    ...(provider.apiVersion === undefined
      ? []
      : [`${provider.apiVersion.header}: ${provider.apiVersion.value}`]),
    ...Object.entries(provider.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
  ];
  return [
    `curl ${shell(withKey(asked, auth, provider))}`,
    ...headers.map((header) => `  -H ${shell(header)}`),
    `  -d ${shell(JSON.stringify(bodyOf(wire, id), null, 2))}`,
  ].join(" \\\n");
}

function keyOf({ authEnv: [name] }: Provider): string {
  return name === undefined ? "" : `\${${name}}`;
}

function withKey(url: string, auth: Auth, provider: Provider): string {
  if (auth.in !== "query") return url;
  return `${url}${url.includes("?") ? "&" : "?"}${auth.name}=${keyOf(provider)}`;
}

function bodyOf(wire: ProtocolName, model: string): object {
  const messages = [{ role: "user", content: QUESTION }];
  switch (wire) {
    case "anthropic-messages":
      return { model, max_tokens: 1024, messages };
    case "openai-responses":
      return { model, input: QUESTION };
    case "gemini-generate-content":
      return { contents: [{ role: "user", parts: [{ text: QUESTION }] }] };
    case "ollama-chat":
      return { model, messages, stream: false };
    default:
      return { model, messages };
  }
}

/** One word of a shell: in double quotes where a variable is meant, else as it is written. */
function shell(text: string): string {
  const parts = text.split(/(\$\{[A-Z_][A-Z0-9_]*\})/);
  if (parts.length === 1) return `'${text.replaceAll("'", "'\\''")}'`;
  return `"${parts.map((part, index) => (index % 2 === 1 ? part : part.replace(/["\\$`]/g, "\\$&"))).join("")}"`;
}

function runtime({ id }: Provider, { model, hasClient }: SnippetOptions): string {
  const name = id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const from = hasClient ? `@kei/runtime/${id}` : `./clients/${id}.gen.js`;
  const [chosen, imported] =
    model === undefined
      ? ['unsafeModel("MODEL")', 'import { unsafeModel } from "@kei/runtime/core";\n']
      : [JSON.stringify(model.id), ""];
  return `import { formatMoney } from "@kei/registry";
${imported}import { ${name} } from ${JSON.stringify(from)};

const reply = await ${name}().chat({
  model: ${chosen},
  messages: [{ role: "user", content: ${JSON.stringify(QUESTION)} }],
});
console.log(reply.text);
const { cost } = reply;
console.log(cost.kind === "known" ? formatMoney(cost.total, cost.currency) : cost.kind);`;
}

/** It has the models of the registry, each by its ref: not those that a proxy passes on. */
function aiSdk({ id }: Provider, { model, hasClient }: SnippetOptions): readonly Snippet[] {
  if (!hasClient || model === undefined || !model.ref.startsWith(`${id}/`)) return [];
  const text = `import { costOf, kei } from "@kei/ai-sdk";
import { generateText } from "ai";

const result = await generateText({
  model: kei(${JSON.stringify(model.ref)}),
  prompt: ${JSON.stringify(QUESTION)},
});
console.log(result.text);
console.log(costOf(result));`;
  return [{ name: "aiSdk", text }];
}

function rust({ id, billing }: Provider, { model, asOf }: SnippetOptions): string {
  const asked = JSON.stringify(model?.ref ?? `${id}/MODEL`);
  return `use kei_registry::{cost, format_money, provider, CostOptions, Usage};

fn main() {
    let provider = provider(${JSON.stringify(id)}).expect("it is in the registry");
    println!("{}", provider.endpoint);

    let at = "${asOf}".parse().expect("it is a day");
    let cost = cost(${asked}, &Usage::new(10_000, 1_000), CostOptions::at(at));
    match cost.expect("the counts are right").total() {
        Some(total) => println!("{}", format_money(total, ${JSON.stringify(billing.currency)})),
        None => println!("nobody knows what it costs"),
    }
}`;
}
