import * as z from "zod";
import type { StatedFacts } from "../statement.ts";

/** What a model was seen to do when it was asked. */
export interface Tried {
  readonly facts: StatedFacts;
  /** Whether streams end with their usage; absent: it did not show. */
  readonly streamUsage?: boolean;
  /** What its answers did not show. */
  readonly unshown: readonly string[];
}

/** An answer to a request; events are the values of a stream. Without a status there was none. */
export interface TrialAnswer {
  readonly status?: number | undefined;
  readonly body?: unknown;
}

/** Enough for a call of a function, also after a thought. */
const MAX_TOKENS = 64;

/** 64 times 64 red pixels: models that see refuse images that are smaller than their patches. */
const RED =
  "iVBORw0KGgoAAAANSUhEUgAAAEAAAABAAQMAAACQp+OdAAAABlBMVEX/AAD/AAD/OybuAAAAD0lEQVR42mNgGAWjgHwAAAJAAAHgTR1EAAAAAElFTkSuQmCC";

/** How servers say that a model does not look at images, not that this one is none it likes. */
const SEES_NOT =
  /not a multi-?modal|image input is not supported|not support (?:image|vision|multi-?modal)|images? (?:are )?not supported|at most 0 image|unknown variant `image_url`/i;

/** What nobody answers to a greeting who is not made to. */
const WORD = "kei-7f3a";
const schema = {
  type: "object",
  properties: { word: { type: "string", enum: [WORD] } },
  required: ["word"],
  additionalProperties: false,
};

const requests = {
  tools: {
    stream: true,
    stream_options: { include_usage: true },
    messages: [{ role: "user", content: "Call the function ping." }],
    tools: [
      {
        type: "function",
        function: {
          name: "ping",
          description: "Answers that it is there.",
          parameters: { type: "object", properties: {} },
        },
      },
    ],
  },
  "structured-output": {
    messages: [{ role: "user", content: "Say hello." }],
    response_format: { type: "json_schema", json_schema: { name: "answer", strict: true, schema } },
  },
  image: {
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "Which colour is it?" },
          { type: "image_url", image_url: { url: `data:image/png;base64,${RED}` } },
        ],
      },
    ],
  },
} as const;

/**
 * Asks a model of a server of OpenAI's API for little answers, at once, and says what they show. What
 * `known` has is not asked again.
 */
export async function tryModel(
  model: string,
  known: StatedFacts,
  ask: (body: object) => Promise<TrialAnswer>,
): Promise<Tried> {
  const send = (kind: keyof typeof requests) =>
    ask({ model, max_tokens: MAX_TOKENS, ...requests[kind] });
  const [called, formed, looked] = await Promise.all([
    send("tools"),
    send("structured-output"),
    known.input === undefined ? send("image") : undefined,
  ]);
  const events = z.array(chunk).safeParse(called.body).data ?? [];
  const deltas = events.flatMap(({ choices }) => {
    const delta = choices?.[0]?.delta;
    return delta ? [delta] : [];
  });
  const tools = deltas.some(({ tool_calls }) => tool_calls?.length)
    ? true
    : refusal(called, /tool|jinja/i);
  const reasons = deltas.some(({ reasoning, reasoning_content }) => reasoning || reasoning_content);
  const structured = follows(formed) ?? refusal(formed, /schema|response_format|grammar|guided/i);
  const image = looked?.status === 200 ? true : refusal(looked, SEES_NOT);
  const shown = { tools, "structured-output": structured };
  return {
    facts: {
      capabilities: {
        ...known.capabilities,
        ...Object.fromEntries(Object.entries(shown).filter(([, is]) => is !== undefined)),
        ...(reasons ? { reasoning: true } : {}),
      },
      ...(image === undefined ? {} : { input: { text: true, ...(image ? { image } : {}) } }),
    },
    ...(called.status === 200 && events.length > 0
      ? { streamUsage: events.some(({ usage }) => usage) }
      : {}),
    unshown: [
      ...(tools === undefined && known.capabilities?.tools === undefined ? ["tools"] : []),
      ...(structured === undefined ? ["structured-output"] : []),
      ...(known.input === undefined && image === undefined ? ["image"] : []),
    ],
  };
}

const some = z.string().nullish().catch(undefined);
const chunk = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        delta: z
          .looseObject({
            tool_calls: z.array(z.unknown()).nullish().catch(undefined),
            reasoning: some,
            reasoning_content: some,
          })
          .nullish()
          .catch(undefined),
      }),
    )
    .nullish()
    .catch(undefined),
  usage: z.looseObject({}).nullish().catch(undefined),
});

const completion = z.looseObject({
  choices: z
    .array(z.looseObject({ finish_reason: some, message: z.looseObject({ content: some }) }))
    .min(1),
});

/** Whether an answer is as its schema has it; `undefined` where it was cut off, or there is none. */
function follows({ status, body }: TrialAnswer): boolean | undefined {
  const choice = status === 200 ? completion.safeParse(body).data?.choices[0] : undefined;
  if (choice === undefined) return undefined;
  try {
    if (JSON.parse(choice.message.content ?? "")?.word === WORD) return true;
  } catch {
    // Not JSON: it went its own way, or not far enough.
  }
  return choice.finish_reason === "stop" ? false : undefined;
}

/** No, where a server refuses a request and says that this is why. */
function refusal(answer: TrialAnswer | undefined, why: RegExp): false | undefined {
  const { status = 0, body } = answer ?? {};
  // llama.cpp answers 500 to what it cannot do.
  const isRefused = status === 500 || (status >= 400 && status < 500);
  return isRefused && ![401, 403, 404, 429].includes(status) && why.test(JSON.stringify(body ?? ""))
    ? false
    : undefined;
}
