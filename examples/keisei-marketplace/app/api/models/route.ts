import { contentHash, modelsOf } from "@kei/registry";

export const runtime = "edge";

/** `/api/models?provider=anthropic`: what escalation climbs, cheapest first. */
export function GET(request: Request) {
  const provider = new URL(request.url).searchParams.get("provider") ?? "";
  const refs = modelsOf(provider).map(({ ref }) => ref);
  return Response.json({ contentHash, refs }, { status: refs.length === 0 ? 404 : 200 });
}
