import type { CallContext, CallRequest } from "../call/call.ts";
import { FailureError } from "../chat/errors.ts";
import type { Loader } from "../platform/load-part.ts";
import { count, fields } from "../platform/records.ts";
import type { AnswerSide } from "../protocols/protocol.ts";

interface Spoken extends CallContext {
  readonly loadAnswers: Loader<{ readonly answers: AnswerSide }>;
}

/**
 * The tokens of the input of a request, as the provider counts them.
 *
 * @param send gives the body of the answer
 * @throws FailureError `unsupported` where there is no endpoint for that, `protocol` for no number
 */
export async function countTokens<Context extends Spoken>(
  { context, request }: { readonly context: Context; readonly request: CallRequest },
  send: (context: Context, request: CallRequest) => Promise<unknown>,
): Promise<number> {
  const { counting } = (await context.loadAnswers()).answers;
  if (counting === undefined) {
    throw new FailureError({
      code: "unsupported",
      message: `there is no endpoint of ${context.protocol.name} that counts tokens: the usage of a reply has them`,
    });
  }
  const url = counting.url(request.url);
  const body = counting.body(fields(request.body), request.modelId ?? "");
  // It is limited apart, and takes no tokens.
  const { spends: _, ...plain } = request;
  const answer = await send(context, { ...plain, url, body });
  const tokens = count(counting.tokens(fields(answer)));
  if (tokens === undefined) {
    throw new FailureError({ code: "protocol", message: "the answer has no count of tokens" });
  }
  return tokens;
}
