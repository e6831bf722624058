import {
  type Capability,
  capabilities,
  type InputModality,
  inputModalities,
  type ProtocolName,
  protocolNames,
  type TransportKind,
  transportKinds,
} from "@kei/registry";
import { type Answer, answerOf, answers } from "../facts/answer-of.ts";
import type { ModelRow } from "./model-row.ts";

/** Which states of a model are shown. */
export const shownStates = ["live", "retiring", "ended", "all"] as const;
export type ShownState = (typeof shownStates)[number];

/** What rows have to satisfy. */
export interface Filters {
  readonly text: string;
  readonly providers: readonly string[];
  readonly inputs: readonly InputModality[];
  readonly protocols: readonly ProtocolName[];
  readonly transports: readonly TransportKind[];
  readonly can: readonly (readonly [Capability, Answer])[];
  /** Tokens. */
  readonly minContext?: number;
  /** Of a million tokens of output, in units of the currency that the provider bills in. */
  readonly maxPrice?: number;
  readonly state: ShownState;
}

/** Parameters of the address that are filters. */
export const filterNames = [
  "q",
  "provider",
  "reads",
  "protocol",
  "via",
  "can",
  "context",
  "price",
  "state",
] as const;

/** What is no word of a vocabulary, and no number, is passed over. */
export function readFilters(params: URLSearchParams): Filters {
  const words = <W extends string>(name: string, all: readonly W[]) =>
    all.filter((word) => params.getAll(name).includes(word));
  const number = (name: string) => {
    const text = params.get(name) ?? "";
    return /^\d{1,12}(\.\d{1,8})?$/.test(text) ? Number(text) : undefined;
  };
  const [minContext, maxPrice] = [number("context"), number("price")];
  return {
    text: params.get("q") ?? "",
    providers: params.getAll("provider"),
    inputs: words("reads", inputModalities),
    protocols: words("protocol", protocolNames),
    transports: words("via", transportKinds),
    can: params.getAll("can").flatMap((text) => {
      const [word, answer] = text.split(":");
      const capability = capabilities.find((each) => each === word);
      const wanted = answers.find((each) => each === answer);
      return capability === undefined || wanted === undefined
        ? []
        : [[capability, wanted] as const];
    }),
    ...(minContext === undefined ? {} : { minContext }),
    ...(maxPrice === undefined ? {} : { maxPrice }),
    state: shownStates.find((each) => each === params.get("state")) ?? "live",
  };
}

const MICRO_CENTS = 100_000_000;

/** Whether a row satisfies all filters. An unknown limit or price satisfies none on it. */
export function createMatcher(filters: Filters): (row: ModelRow) => boolean {
  const parts = filters.text
    .toLowerCase()
    .split(/\s+/)
    .filter((part) => part !== "");
  const { providers, inputs, protocols, transports, can, minContext, maxPrice, state } = filters;
  return ({ model, provider, life, searched }) =>
    hasState(life.state, state) &&
    parts.every((part) => searched.includes(part)) &&
    (providers.length === 0 || providers.includes(model.provider)) &&
    inputs.every((input) => model.input?.includes(input) === true) &&
    (protocols.length === 0 || protocols.some((each) => model.protocols.includes(each))) &&
    (transports.length === 0 || transports.some((each) => each === provider?.transport)) &&
    can.every(([capability, answer]) => answerOf(model, capability) === answer) &&
    (minContext === undefined || (model.contextWindow ?? -1) >= minContext) &&
    (maxPrice === undefined || isWithin(model.price, maxPrice * MICRO_CENTS));
}

function isWithin(price: ModelRow["model"]["price"], most: number): boolean {
  return price.kind === "known" ? price.output <= most : price.kind !== "unknown";
}

function hasState(state: ModelRow["life"]["state"], shown: ShownState): boolean {
  switch (shown) {
    case "all":
      return true;
    case "live":
      return state === "live" || state === "retiring";
    case "retiring":
      return state === "retiring";
    case "ended":
      return state === "deprecated" || state === "retired";
  }
}
