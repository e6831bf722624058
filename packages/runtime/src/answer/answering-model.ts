import type { Model } from "@kei/registry/contract";

/**
 * The facts of the model that answered: the one that was asked, unless the answer names another one.
 * `undefined`: nobody knows what it costs.
 *
 * @param asked as it went over the wire
 * @param answered as the answer names it; absent: it does not
 * @param findModel by id or another name, of the provider
 */
export function answeringModel(
  asked: { readonly id: string; readonly facts: Model | undefined },
  answered: string | undefined,
  findModel: (id: string) => Model | undefined,
): Model | undefined {
  const { id, facts } = asked;
  if (answered === undefined || plain(answered) === plain(id)) return facts;
  const behind = facts === undefined ? [] : [`${facts.provider}/${answered}`];
  for (const name of [answered, ...behind, plain(answered)]) {
    const found = findModel(name);
    if (found !== undefined) return found;
  }
  const names = facts === undefined ? [] : [id, facts.id, ...facts.aliases];
  return names.some((name) => isSnapshot(plain(answered), plain(name))) ? facts : undefined;
}

/** Without what stands before it: `models/…`, `openai/…` of a gateway. */
function plain(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1).toLowerCase();
}

/** `gpt-4o-2024-08-06` is one of `gpt-4o`; `gpt-4o-mini` and `gpt-5.1` are other models than `gpt-4o` and `gpt-5`. */
function isSnapshot(id: string, of: string): boolean {
  return (
    id.startsWith(of) &&
    /^[-@:](?:\d{3,8}|\d{4}-\d\d-\d\d|\d\d-\d{4}|latest)$/.test(id.slice(of.length))
  );
}
