export * from "./core.ts";
export { createClient } from "./create-client.ts";
export type { Clients } from "./gen/index.gen.ts";
