import type { Adapter } from "./adapter.ts";
import { genaiPrices } from "./genai-prices.ts";
import { modelsDev } from "./models-dev.ts";
import { piAi } from "./pi-ai.ts";
import { sdkLifecycle } from "./sdk-lifecycle.ts";

/** The adapters by the word that names them in a source, from the one that is told most surely. */
export const adaptersByName = {
  "sdk-lifecycle": sdkLifecycle,
  "pi-ai": piAi,
  "genai-prices": genaiPrices,
  "models-dev": modelsDev,
} as const satisfies Readonly<Record<string, Adapter>>;

/** Name of an adapter. */
export type AdapterName = keyof typeof adaptersByName;
