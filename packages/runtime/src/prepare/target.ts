import type { Capability, Model, Provider } from "@kei/registry";
import type { Warning } from "../chat/reply.ts";
import type { Protocol } from "../protocols/protocol.ts";

/** What a request is prepared for. */
export interface Target {
  /** The model's id. */
  readonly id: string;
  /** Absent: nothing is known of the model, and so nothing is held against it. */
  readonly facts: Model | undefined;
  readonly protocol: Protocol;
  readonly provider: Provider;
  warn(warning: Warning): void;
}

/** Whether the model is known not to have it. */
export function lacks({ facts }: Target, capability: Capability): boolean {
  return facts?.capabilities?.includes(capability) === false;
}
