import { FailureError } from "../chat/errors.ts";
import type { ToolCallPart } from "../chat/request.ts";
import { isRecord, text } from "../platform/records.ts";
import { isTooDeep, JsonEnd, joinPieces, readArguments } from "./call-arguments.ts";

/** More tool calls than this are no answer but a fault: an index comes from the wire. */
const MAX_TOOL_CALLS = 1024;

/** What one piece of a tool call says, as it came: anything may be missing, late, said again or junk. */
export interface ToolCallPiece {
  /** Which call of the answer it is, where the wire or the protocol numbers them. */
  readonly index?: unknown;
  readonly id?: unknown;
  readonly name?: unknown;
  /** A text is more of the arguments' JSON; anything else is all of them, parsed. */
  readonly arguments?: unknown;
  readonly signature?: string | undefined;
  /** The arguments came in pieces that do not fit together. */
  readonly broken?: boolean;
  /** `whole`: a call of its own. `beside`: in one list with the piece before, so of another call if it has a name. */
  readonly place?: "whole" | "beside" | undefined;
  /** In the fashion of before there were several calls: said beside an equal call, it is no other one. */
  readonly legacy?: boolean;
}

type CallPart = { -readonly [K in keyof ToolCallPart]: ToolCallPart[K] };

interface Call {
  readonly part: CallPart;
  /** Which of the answer's calls it is, from 0. */
  readonly number: number;
  readonly legacy: boolean;
  readonly pieces: unknown[];
  index: number | undefined;
  broken: boolean;
  /** How far the pieces were looked at, and with what. */
  looked: number;
  end?: JsonEnd;
  /** What they were when they were first found to be whole. */
  whole?: string;
}

/** What a piece added. */
export interface AddedPiece {
  readonly part: CallPart;
  /** Which of the answer's calls it belongs to, from 0. */
  readonly number: number;
  readonly isNew: boolean;
  /** The name so far, when this piece had some of it. */
  readonly name: string | undefined;
  /** What it says of the arguments. */
  readonly said: unknown;
}

/**
 * Puts tool calls together, for all protocols: by index, by id, by their place. Servers leave out or
 * repeat any of these, so what tells two calls apart is the first of them that can.
 */
export class ToolCalls {
  readonly #calls: Call[] = [];
  readonly #byIndex = new Map<number, Call>();
  readonly #byId = new Map<string, Call>();
  #last: Call | undefined;
  #legacy: Call | undefined;

  /** @returns `undefined` for a piece that says nothing */
  add(piece: ToolCallPiece): AddedPiece | undefined {
    const id = typeof piece.id === "number" ? `${piece.id}` : text(piece.id);
    const name = text(piece.name);
    const index = numberOf(piece.index);
    const { arguments: args } = piece;
    const said = saysNothing(args) ? undefined : args;
    if (typeof said === "object" && isTooDeep(said)) {
      throw new FailureError({
        code: "protocol",
        message: "the arguments of a tool call are nested too deep",
      });
    }
    let call = this.#find(index, id, name, said, piece);
    const isNew = call === undefined;
    if (call === undefined) {
      if (id === "" && name === "" && said === undefined && !piece.broken) return undefined;
      call = this.#begin(piece);
    }
    const { part } = call;
    part.id ||= id;
    const isNamed = name !== "" && name !== part.name;
    if (isNamed) part.name = name.startsWith(part.name) ? name : part.name + name;
    if (piece.signature) part.signature = piece.signature;
    if (said !== undefined) call.pieces.push(said);
    if (piece.broken) call.broken = true;
    if (index !== undefined) {
      call.index = index;
      this.#byIndex.set(index, call);
    }
    if (id !== "") this.#byId.set(id, call);
    this.#last = call;
    return { part, number: call.number, isNew, name: isNamed ? part.name : undefined, said };
  }

  #begin({ legacy = false }: ToolCallPiece): Call {
    if (this.#calls.length >= MAX_TOOL_CALLS) {
      throw new FailureError({
        code: "protocol",
        message: `the answer has more than ${MAX_TOOL_CALLS} tool calls`,
      });
    }
    const call: Call = {
      part: { type: "tool-call", id: "", name: "", arguments: undefined },
      number: this.#calls.length,
      index: undefined,
      pieces: [],
      broken: false,
      legacy,
      looked: 0,
    };
    this.#calls.push(call);
    if (legacy) this.#legacy = call;
    return call;
  }

  /** The call that a piece goes on with; `undefined`: a new one. */
  #find(
    index: number | undefined,
    id: string,
    name: string,
    said: unknown,
    { place, legacy }: ToolCallPiece,
  ): Call | undefined {
    if (place === "whole") return undefined;
    // Only what has a name, and does not begin amid its arguments, can be the beginning of a call.
    const begins = name !== "" && canBegin(said);
    const known = id === "" ? undefined : this.#byId.get(id);
    const there = index === undefined ? undefined : this.#byIndex.get(index);
    const last = id === "" || !begins ? this.#last : undefined;
    const call = legacy ? this.#legacy : (known ?? (index === undefined ? last : there));
    if (call === undefined || name === "") return call;
    if (place === "beside" && call === this.#last) return undefined;
    const isBare = call.pieces.length === 0;
    const otherId = id !== "" && call.part.id !== "" && id !== call.part.id;
    if (call.part.name !== "" && name !== call.part.name) {
      // A name may come in pieces, before all arguments.
      return isBare && index !== undefined && !otherId ? call : undefined;
    }
    if (!begins || isBare) return call;
    const moved =
      index === undefined ? id === "" && !legacy : call.index !== undefined && call.index !== index;
    if (otherId || moved) return undefined;
    if (said === undefined || id !== "" || !isWhole(call)) return call;
    // Servers give all calls one index and no id. What they say twice is one call.
    call.whole ??= joinPieces(call.pieces);
    return call.whole === joinPieces([said]) ? call : undefined;
  }

  /** How many there are. */
  get size(): number {
    return this.#calls.length;
  }

  /** Whether the arguments of one end too early. */
  get hasHalf(): boolean {
    return this.#calls.some(({ pieces }) => pieces.length > 0 && !isJson(joinPieces(pieces)));
  }

  /**
   * The answer is complete: what the calls are, each with arguments that are an object, or invalid,
   * and with an id of its own.
   *
   * @param isCut the answer ends wherever a limit or a filter ended it, in the midst of a call as well
   * @param taken ids that calls have already
   * @throws FailureError when a call has no name: something of it is lost
   */
  complete(isCut: boolean, taken: ReadonlySet<string>): CallPart[] {
    const ids = new Set(taken);
    const found: CallPart[] = [];
    const said = new Set<string>();
    let base = 0;
    for (const id of taken) base = Math.max(base, madeNumber(id) + 1);
    // What is said in the fashion of before has to be compared with all others.
    const calls = this.#calls.slice().sort((a, b) => Number(a.legacy) - Number(b.legacy));
    for (const call of calls) {
      const { part, pieces } = call;
      if (part.name === "") {
        if (isCut || (part.id === "" && saysNothing(readArguments(pieces)))) continue;
        throw new FailureError({
          code: "protocol",
          message: "the answer has a tool call without a name",
          retryable: true,
        });
      }
      part.arguments = call.broken ? undefined : readArguments(pieces);
      if (part.arguments === undefined) part.invalidArguments = joinPieces(pieces);
      const words = JSON.stringify([part.name, part.invalidArguments ?? part.arguments]);
      const wordsOfId = JSON.stringify(part.id) + words;
      if (said.has(call.legacy ? words : wordsOfId) && (call.legacy || part.id !== "")) continue;
      said.add(words).add(wordsOfId);
      found.push(part);
      if (part.id === "" || ids.has(part.id)) {
        let made = base + call.number;
        while (ids.has(`call_${made}`)) made += 1;
        base = made - call.number;
        part.id = `call_${made}`;
      }
      ids.add(part.id);
    }
    return found;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Of an id that was made here; -1 for others. */
function madeNumber(id: string): number {
  return /^call_\d{1,4}$/.test(id) ? Number(id.slice(5)) : -1;
}

function numberOf(index: unknown): number | undefined {
  if (typeof index === "number") return index;
  return typeof index === "string" && index !== "" ? Number(index) : undefined;
}

/** `{}` may only hold the place of what comes. */
function saysNothing(args: unknown): boolean {
  return args == null || args === "" || (isRecord(args) && Object.keys(args).length === 0);
}

function canBegin(said: unknown): boolean {
  if (typeof said !== "string") return true;
  const start = said.trimStart();
  return (
    start === "" || start === "null" || "{[".includes(start.charAt(0)) || start.startsWith('"{')
  );
}

function isWhole(call: Call): boolean {
  call.end ??= new JsonEnd();
  for (const { pieces, end } = call as Call & { end: JsonEnd }; call.looked < pieces.length; ) {
    const piece = joinPieces([pieces[call.looked]]);
    call.looked += 1;
    for (let at = 0; at < piece.length; ) at = end.feed(piece, at);
  }
  return call.end.isWhole;
}
