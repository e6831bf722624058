import {
  base64,
  between,
  count,
  filled,
  flag,
  isObject,
  type Json,
  list,
  literal,
  map,
  matching,
  object,
  objects,
  type Shape,
  text,
} from "./shape.ts";
import { given, halves, type Script, type StrictWire, sse } from "./strict-wire.ts";

/*
 * `POST /v1beta/models/{model}:generateContent` and `:streamGenerateContent?alt=sse`, from
 * https://ai.google.dev/api/generate-content, /api/caching#Content, /gemini-api/docs/thinking,
 * /gemini-api/docs/thought-signatures, /gemini-api/docs/function-calling and /troubleshooting.
 */

const part = object(
  {},
  {
    text,
    thought: flag,
    thoughtSignature: filled,
    inlineData: object({ mimeType: matching(/^[a-z]+\/[\w.+-]+$/), data: base64 }),
    fileData: object({ fileUri: matching(/^https?:/) }, { mimeType: filled }),
    functionCall: object({ name: filled }, { id: filled, args: map }),
    functionResponse: object({ name: filled, response: map }, { id: filled }),
  },
);

/** "Exactly one of": a part is one kind of content. */
const onePart: Shape = (value, at) => {
  const kinds = ["text", "inlineData", "fileData", "functionCall", "functionResponse"];
  const found = isObject(value) ? kinds.filter((kind) => kind in value) : [];
  return [...part(value, at), ...(found.length === 1 ? [] : [`${at} is ${found.join(" and ")}`])];
};

const functionName = matching(/^[a-zA-Z_][\w.:-]{0,127}$/);

const body = object(
  { contents: list(object({ parts: list(onePart), role: literal("user", "model") })) },
  {
    systemInstruction: object({ parts: list(object({ text: filled })) }, { role: text }),
    tools: list(
      object({
        functionDeclarations: list(
          object({ name: functionName }, { description: text, parametersJsonSchema: map }),
        ),
      }),
    ),
    toolConfig: object({
      functionCallingConfig: object(
        { mode: literal("AUTO", "ANY", "NONE", "VALIDATED") },
        { allowedFunctionNames: list(functionName) },
      ),
    }),
    generationConfig: object(
      {},
      {
        maxOutputTokens: count,
        temperature: between(0, 2),
        topP: between(0, 1),
        topK: count,
        stopSequences: list(filled, 1, 5),
        responseMimeType: literal("text/plain", "application/json"),
        responseJsonSchema: map,
        thinkingConfig: object(
          {},
          {
            includeThoughts: flag,
            thinkingBudget: between(-1, 32_768),
            thinkingLevel: literal("MINIMAL", "LOW", "MEDIUM", "HIGH", "XHIGH"),
          },
        ),
      },
    ),
  },
);

function rules(sent: Json, model: string, issued: readonly Script[]): string[] {
  const problems: string[] = [];
  const contents = objects(sent["contents"]);
  const calls = (content: Json | undefined, kind: string) =>
    objects(content?.["parts"]).flatMap((entry) => (isObject(entry[kind]) ? [entry[kind]] : []));
  for (const [i, content] of contents.entries()) {
    if (content["role"] !== (i % 2 === 0 ? "user" : "model")) {
      problems.push(`contents[${i}] is ${content["role"]}'s`);
    }
    const asked = calls(content, "functionCall").map(({ name, id }) => [name, id]);
    const given = calls(contents[i + 1], "functionResponse").map(({ name, id }) => [name, id]);
    if (JSON.stringify(asked) !== JSON.stringify(given)) {
      problems.push(
        "the number of function response parts is to be equal to the number of function call parts of the function call turn",
      );
    }
  }
  // "Function call is missing a thought_signature": those of Gemini 3 have to come back, unchanged.
  const signatures = new Set(issued.map(({ signature }) => signature));
  for (const content of contents.filter(({ role }) => role === "model")) {
    const parts = objects(content["parts"]);
    for (const { thoughtSignature } of parts) {
      if (thoughtSignature !== undefined && !signatures.has(String(thoughtSignature))) {
        problems.push("a thought_signature was changed");
      }
    }
    const first = parts.find((entry) => "functionCall" in entry);
    if (/^gemini-3/.test(model) && first !== undefined && !("thoughtSignature" in first)) {
      problems.push("Function call is missing a thought_signature in functionCall parts.");
    }
  }
  const config = isObject(sent["generationConfig"]) ? sent["generationConfig"] : {};
  if ("responseJsonSchema" in config && config["responseMimeType"] !== "application/json") {
    problems.push("responseJsonSchema needs responseMimeType application/json");
  }
  const thinking = isObject(config["thinkingConfig"]) ? config["thinkingConfig"] : {};
  if ("thinkingBudget" in thinking && "thinkingLevel" in thinking) {
    problems.push("You can only set only one of thinking budget and thinking level.");
  }
  if ("thinkingLevel" in thinking && !/^gemini-3/.test(model)) {
    problems.push("Thinking level is not supported for this model.");
  }
  if (/^gemini-3/.test(model) && thinking["thinkingBudget"] === 0) {
    problems.push("You cannot disable thinking for Gemini 3.");
  }
  if (model.startsWith("gemini-2.5-pro") && Number(thinking["thinkingBudget"] ?? 128) < 128) {
    problems.push("This model only works in thinking mode.");
  }
  if ("toolConfig" in sent && !("tools" in sent)) problems.push("toolConfig without tools");
  return problems;
}

/** What it answers, part by part. The signature stands with the first call, else with the text. */
function parts({ reasoning, signature, text: said, calls = [] }: Script): Json[] {
  const proof = (i: number, all: readonly unknown[]) =>
    i === 0 && all.length > 0 ? signature : undefined;
  return [
    ...(reasoning === undefined ? [] : [{ text: reasoning, thought: true }]),
    ...(said === undefined
      ? []
      : [given({ text: said, thoughtSignature: calls.length === 0 ? signature : undefined })]),
    ...calls.map(({ id, name, arguments: args }, i) =>
      given({ functionCall: { id, name, args }, thoughtSignature: proof(i, calls) }),
    ),
  ];
}

/** `candidatesTokenCount` is without thoughts; `promptTokenCount` is with what was cached. */
function usage({ usage: { input, output, cacheRead, reasoning } }: Script): Json {
  return given({
    promptTokenCount: input,
    candidatesTokenCount: output - (reasoning ?? 0),
    totalTokenCount: input + output,
    cachedContentTokenCount: cacheRead,
    thoughtsTokenCount: reasoning,
    promptTokensDetails: [{ modality: "TEXT", tokenCount: input }],
  });
}

const responseId = "mQ-saK6sNLGNxN8PlaXz4AM";

function failure(code: number, status: string, message: string, details: readonly Json[] = []) {
  return { error: { code, message, status, ...(details.length > 0 && { details }) } };
}

export const strictGemini: StrictWire = {
  target: (path, model, stream) =>
    `${path}/${model}:${stream ? "streamGenerateContent?alt=sse" : "generateContent"}`,
  headers: (key) => ({ "x-goog-api-key": key }),
  asked(_body, path) {
    const [, model, method] = /\/models\/([^/:?]+):(\w+)/.exec(path) ?? [];
    return { model, stream: method === "streamGenerateContent" };
  },
  check: (sent, { model, issued }) => [...body(sent, "body"), ...rules(sent, model, issued)],
  settings(sent) {
    const config = isObject(sent["generationConfig"]) ? sent["generationConfig"] : {};
    const thinking = isObject(config["thinkingConfig"]) ? config["thinkingConfig"] : {};
    const system = isObject(sent["systemInstruction"]) ? sent["systemInstruction"] : {};
    const images = objects(sent["contents"])
      .flatMap((content) => objects(content["parts"]))
      .flatMap(({ inlineData }) => (isObject(inlineData) ? [inlineData["data"]] : []));
    const { thinkingLevel, thinkingBudget } = thinking;
    return given({
      system: objects(system["parts"])[0]?.["text"],
      maxOutputTokens: config["maxOutputTokens"],
      temperature: config["temperature"],
      topP: config["topP"],
      stop: config["stopSequences"],
      effort: thinkingBudget === 0 ? "none" : (thinkingLevel as string)?.toLowerCase(),
      budgetTokens: thinkingBudget === 0 ? undefined : thinkingBudget,
      schema: config["responseJsonSchema"],
      images: images.length === 0 ? undefined : images,
    });
  },
  answer: (script, model) => ({
    candidates: [
      {
        content: { parts: parts(script), role: "model" },
        finishReason: "STOP",
        index: 0,
      },
    ],
    usageMetadata: usage(script),
    modelVersion: model,
    responseId,
  }),
  chunks(script, model) {
    const event = (content: readonly Json[], end: Json = {}) =>
      sse({
        candidates: [{ content: { parts: content, role: "model" }, index: 0, ...end }],
        usageMetadata: usage(script),
        modelVersion: model,
        responseId,
      }).replace(/\n\n$/, "\r\n\r\n");
    const pieces = parts(script).flatMap((entry): Json[] => {
      const { text: said, thoughtSignature, ...rest } = entry;
      if (typeof said !== "string") return [entry];
      const texts: Json[] = halves(said).map((half) => ({ text: half, ...rest }));
      return thoughtSignature === undefined ? texts : [...texts, { text: "", thoughtSignature }];
    });
    const last = pieces.at(-1);
    return [
      ...pieces.slice(0, -1).map((piece) => event([piece])),
      event(last === undefined ? [] : [last], { finishReason: "STOP" }),
    ];
  },
  streamType: "text/event-stream",
  refusal: (message) => failure(400, "INVALID_ARGUMENT", message),
  errors: {
    "a wrong key": {
      status: 400,
      body: failure(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", [
        {
          "@type": "type.googleapis.com/google.rpc.ErrorInfo",
          reason: "API_KEY_INVALID",
          domain: "googleapis.com",
        },
      ]),
      code: "auth",
    },
    "a model that it does not have": {
      status: 404,
      body: failure(404, "NOT_FOUND", "models/gemini-nothing is not found for API version v1beta"),
      code: "not-found",
    },
    "too many requests": {
      status: 429,
      body: failure(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota", [
        {
          "@type": "type.googleapis.com/google.rpc.QuotaFailure",
          violations: [{ quotaId: "GenerateRequestsPerMinutePerProjectPerModel-FreeTier" }],
        },
        { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "34.4s" },
      ]),
      code: "rate-limit",
      retryAfterMs: 34_400,
    },
    "no requests left for today": {
      status: 429,
      body: failure(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota", [
        {
          "@type": "type.googleapis.com/google.rpc.QuotaFailure",
          violations: [{ quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier" }],
        },
      ]),
      code: "quota",
      retryable: false,
    },
    "an internal error": {
      status: 500,
      body: failure(500, "INTERNAL", "An internal error has occurred."),
      code: "server",
    },
    "an overload": {
      status: 503,
      body: failure(503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
      code: "overloaded",
    },
  },
};
