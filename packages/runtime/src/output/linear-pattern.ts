/** Whether a text matches a pattern anywhere. */
export type TextTest = (text: string) => boolean;

/** Of a pattern with more steps a text of some length would take too long. */
const MAX_STEPS = 5_000;

/** A place in a pattern: it takes a character, or holds at a position, and goes on to others. */
interface Step {
  readonly takes?: (char: string) => boolean;
  readonly holds?: (run: Run, at: number) => boolean;
  to: readonly Step[];
}

/** Puts a part of a pattern before what follows it; `back`: for reading from the right to the left. */
type Part = (next: Step, back: boolean) => Step;

/** A text that is read, by code points, and what was found ahead of and behind its positions. */
interface Run {
  readonly chars: readonly string[];
  readonly looks: Map<Step, Uint8Array>;
}

const DONE: Step = { to: [] };

/**
 * A regular expression of JavaScript as a test that takes time linear in the text, whatever the
 * expression: all ways are gone at once, none is gone back. JavaScript's own engine takes years for
 * `^(a+)+$` and 50 characters, and a provider chooses the text.
 *
 * Characters are code points. Needless escapes, as in `\-`, are taken for what they escape.
 *
 * @throws SyntaxError for what is no expression, refers back (`\1`), or is too large
 */
export function linearPattern(pattern: string): TextTest {
  nativePattern(pattern);
  const start = parsePattern(pattern)(DONE, false);
  return (text) => {
    const run = { chars: [...text], looks: new Map() };
    return reached(start, run, false).includes(1);
  };
}

/** At which positions a part ends, wherever it began; `back`: at which it begins. */
function reached(start: Step, run: Run, back: boolean): Uint8Array {
  const { chars } = run;
  const { length } = chars;
  const ends = new Uint8Array(length + 1);
  let active: readonly Step[] = [];
  for (let i = 0; i <= length; i++) {
    const at = back ? length - i : i;
    const open = [start, ...active];
    const seen = new Set<Step>();
    for (let step = open.pop(); step !== undefined; step = open.pop()) {
      if (seen.has(step)) continue;
      seen.add(step);
      if (step === DONE) ends[at] = 1;
      else if (step.takes === undefined && step.holds?.(run, at) !== false) open.push(...step.to);
    }
    const char = chars[back ? at - 1 : at];
    if (char === undefined) break;
    active = [...seen].flatMap((step) => (step.takes?.(char) ? step.to : []));
  }
  return ends;
}

function parsePattern(pattern: string): Part {
  const chars = [...pattern];
  let at = 0;
  let steps = 0;

  const count = () => {
    steps += 1;
    if (steps > MAX_STEPS) throw new SyntaxError("the pattern is too large");
  };
  const taking = (takes: (char: string) => boolean): Part => {
    return (next) => {
      count();
      return { takes, to: [next] };
    };
  };
  const holding = (holds: (run: Run, at: number) => boolean): Part => {
    return (next) => ({ holds, to: [next] });
  };
  /** Whether these characters come next; then they are passed. */
  const passes = (text: string) => {
    if (
      !chars
        .slice(at, at + text.length)
        .join("")
        .startsWith(text)
    )
      return false;
    at += text.length;
    return true;
  };

  const choice = (): Part => {
    const options = [sequence()];
    while (passes("|")) options.push(sequence());
    return (next, back) => ({ to: options.map((option) => option(next, back)) });
  };
  const sequence = (): Part => {
    const parts: Part[] = [];
    while (at < chars.length && chars[at] !== "|" && chars[at] !== ")") parts.push(repeated());
    return (next, back) => {
      const before = (step: Step, part: Part) => part(step, back);
      return back ? parts.reduce(before, next) : parts.reduceRight(before, next);
    };
  };
  const repeated = (): Part => {
    const part = single();
    const [least, most] = repetition();
    if (least === 1 && most === 1) return part;
    return (next, back) => {
      let step = next;
      if (most === Number.POSITIVE_INFINITY) {
        step = { to: [] };
        step.to = [part(step, back), next];
      } else {
        for (let i = least; i < most; i++) {
          count();
          step = { to: [part(step, back), next] };
        }
      }
      for (let i = 0; i < least; i++) {
        count();
        step = part(step, back);
      }
      return step;
    };
  };
  const repetition = (): readonly [least: number, most: number] => {
    let range: [number, number] = [1, 1];
    if (passes("*")) range = [0, Number.POSITIVE_INFINITY];
    else if (passes("+")) range = [1, Number.POSITIVE_INFINITY];
    else if (passes("?")) range = [0, 1];
    else if (chars[at] === "{") {
      const braces = /^(\d+)(,?)(\d*)\}/.exec(chars.slice(at + 1, at + 24).join(""));
      // Else a brace is a brace.
      if (braces === null) return range;
      const [all, least, comma, most] = braces;
      at += 1 + all.length;
      const limit = most ? Number(most) : Number.POSITIVE_INFINITY;
      range = [Number(least), comma ? limit : Number(least)];
    }
    // It changes what is found first, not whether something is.
    passes("?");
    return range;
  };
  const single = (): Part => {
    const char = chars[at++] as string;
    if (char === "^") return holding((_, i) => i === 0);
    if (char === "$") return holding(({ chars: { length } }, i) => i === length);
    if (char === "(") return group();
    if (char === "[") {
      const from = at - 1;
      while (at < chars.length && chars[at] !== "]") at += chars[at] === "\\" ? 2 : 1;
      at += 1;
      return taking(oneOf(chars.slice(from, at).join("")));
    }
    if (char === ".") return taking(oneOf("."));
    if (char === "\\") return escaped();
    return taking((one) => one === char);
  };
  const group = (): Part => {
    const look = ["?=", "?!", "?<=", "?<!"].find(passes);
    if (look === undefined && !passes("?:") && passes("?")) {
      // The name of a group; or flags, which change what is in it.
      if (chars[at] !== "<") throw new SyntaxError("flags in a pattern are not supported");
      at = chars.indexOf(">", at) + 1;
    }
    const part = choice();
    passes(")");
    if (look === undefined) return part;
    const back = !look.includes("<");
    const wanted = look.endsWith("=") ? 1 : 0;
    let start: Step | undefined;
    return holding((run, i) => {
      start ??= part(DONE, back);
      let ends = run.looks.get(start);
      if (ends === undefined) {
        ends = reached(start, run, back);
        run.looks.set(start, ends);
      }
      return ends[i] === wanted;
    });
  };
  const escaped = (): Part => {
    const char = chars[at] as string;
    if (char === "b" || char === "B") {
      at += 1;
      return holding(
        ({ chars: all }, i) => (isWord(all[i - 1]) !== isWord(all[i])) === (char === "b"),
      );
    }
    // Of Unicode, of bytes, and of control characters; and all that is one character.
    const rest = chars.slice(at, at + 40).join("");
    const [long = char] =
      /^(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u[\da-fA-F]{4}|u\{[\da-fA-F]+\}|x[\da-fA-F]{2}|c[A-Za-z]|[pP]\{[^}]*\})/.exec(
        rest,
      ) ?? [];
    if (/^(?:[1-9]|k<)/.test(rest)) throw new SyntaxError("a pattern cannot refer back");
    at += [...long].length;
    const isPlain = long.length === char.length && !/[dDwWsSfnrtv0]/.test(char);
    return taking(isPlain ? (one) => one === char : oneOf(`\\${long}`));
  };
  return choice();
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && /^\w$/.test(char);
}

/** Whether a character is one that an expression for one character has. */
function oneOf(expression: string): (char: string) => boolean {
  const test = nativePattern(`^${expression}$`);
  return (char) => test.test(char);
}

/** Escapes of what needs none, which Unicode patterns do not have. */
const NEEDLESS = /\\([^\w\s^$\\.*+?()[\]{}|/-]|[aeg-jlmoqyzA-CE-OQ-RT-VX-Z_])/g;

/** @throws SyntaxError */
function nativePattern(pattern: string): RegExp {
  for (const spelling of [pattern, pattern.replace(NEEDLESS, "$1")]) {
    try {
      return new RegExp(spelling, "u");
    } catch {
      // As a plain one, at last.
    }
  }
  return new RegExp(pattern);
}
