import type { Recording } from "../support/wire.ts";

/**
 * Whether a recorded request asked for a stream: by its body or its path. Some have no request; then
 * their answer tells.
 */
export function isStream({ protocol, request, response }: Recording): boolean {
  const body = request.body as { readonly stream?: unknown } | null;
  if (body?.stream === true || request.path?.includes(":streamGenerateContent") === true)
    return true;
  return protocol.startsWith("codex") || /^(?:data|event):/.test(response.body);
}
