/**
 * A value as Rust source: text that is Rust already, or something that is laid out over lines. Only
 * {@link string} brings text from a registry in.
 */
export type Rust =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "struct";
      readonly name: string;
      readonly fields: readonly (readonly [name: string, value: Rust])[];
      /** Has the fields that are not stated. */
      readonly base?: Rust;
    }
  | { readonly kind: "call"; readonly name: string; readonly argument: Rust }
  | { readonly kind: "apart"; readonly type: string; readonly value: Rust }
  | { readonly kind: "list"; readonly open: "[" | "&[" | "("; readonly items: readonly Rust[] };

/** Rust source as it is: names, never text of a registry. */
export function path(text: string): Rust {
  return { kind: "text", text };
}

/**
 * A string literal, escaped as Rust's own `str::escape_default` does: printable ASCII stays, all
 * else is an escape. So no text ends its literal, turns the direction of a line (which rustc
 * refuses) or looks like what it is not, and the bytes do not depend on a version of Unicode.
 *
 * @throws Error for half of a surrogate pair, which no Rust string can hold.
 */
export function string(text: string): Rust {
  const escaped = text.replace(/["\\]|[^\x20-\x7e]/gu, (char) => {
    const code = char.codePointAt(0) ?? 0;
    if (code >= 0xd800 && code <= 0xdfff) throw new Error("a lone surrogate is not text");
    return SHORT[char] ?? `\\u{${code.toString(16)}}`;
  });
  return path(`"${escaped}"`);
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/**
 * A whole number, its digits in groups.
 *
 * @throws Error for anything else.
 */
export function integer(value: number): Rust {
  return path(digits(value));
}

/** As {@link integer}, as text. */
export function digits(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`not a whole number: ${value}`);
  return String(value).replace(/\B(?=(\d{3})+$)/g, "_");
}

export function boolean(value: boolean): Rust {
  return path(String(value));
}

/** A struct's value, its fields in the order given. */
export function struct(name: string, fields: Readonly<Record<string, Rust>>): Rust {
  return { kind: "struct", name, fields: Object.entries(fields) };
}

/** A struct's value by what differs from another one; that one itself where nothing does. */
export function structLike(
  name: string,
  fields: Readonly<Record<string, Rust | undefined>>,
  base: Rust,
): Rust {
  const stated = Object.entries(fields).flatMap(([field, value]): [string, Rust][] =>
    value === undefined ? [] : [[field, value]],
  );
  return stated.length === 0 ? base : { kind: "struct", name, fields: stated, base };
}

export const none: Rust = path("None");

export function some(value: Rust): Rust {
  return call("Some", value);
}

/** A function's value, or a variant's, of one argument. */
export function call(name: string, argument: Rust): Rust {
  return { kind: "call", name, argument };
}

/**
 * A value that the compiler looks at apart from those around it: what it looks at together takes it the
 * square of the time, and a table of 5,276 models took minutes.
 */
export function apart(type: string, value: Rust): Rust {
  return { kind: "apart", type, value };
}

/** A reference to a list. */
export function slice(items: readonly Rust[]): Rust {
  return { kind: "list", open: "&[", items };
}

/** A tuple of two or more. */
export function tuple(items: readonly Rust[]): Rust {
  return { kind: "list", open: "(", items };
}

/** `static NAME: [Type; length] = [...];`, visible in the crate. */
export function table(name: string, type: string, items: readonly Rust[]): string {
  const head = `pub(crate) static ${name}: [${type}; ${items.length}] = `;
  return `${head}${layOut({ kind: "list", open: "[", items }, 0, head.length)};`;
}

/** `pub const NAME: Type = value;` */
export function constant(name: string, type: string, value: Rust): string {
  return layOutAfter(`pub const ${name}: ${type} =`, value, 0, ";");
}

/** What rustfmt takes for granted: the widest line, struct on a line, list and call, and a short item. */
const WIDTH = 100;
const STRUCT = 18;
const INSIDE = 60;
const SHORT_ITEM = 10;

/**
 * Source text as rustfmt lays it out: a formatter that changed generated code would fight with
 * `kei gen --check`.
 *
 * @param indent of the line that it begins on.
 * @param column that it begins in.
 */
function layOut(value: Rust, indent: number, column: number): string {
  switch (value.kind) {
    case "text":
      return value.text;
    case "struct": {
      const inner = indent + 4;
      const { name: type, base } = value;
      const line = base === undefined ? onOneLine(value.fields) : undefined;
      if (line !== undefined) return `${type} { ${line} }`;
      const fields = value.fields.map(
        ([name, field]) => `${layOutAfter(`${pad(inner)}${name}:`, field, inner, ",")}\n`,
      );
      const rest = base === undefined ? "" : `${pad(inner)}..${layOut(base, inner, inner + 2)}\n`;
      return `${type} {\n${fields.join("")}${rest}${pad(indent)}}`;
    }
    case "call": {
      const { name, argument } = value;
      const inside = layOut(argument, indent, column + name.length + 1);
      // What goes over lines by itself hugs the brackets.
      const end = column + name.length + inside.length + 3;
      if (inside.includes("\n") || end <= WIDTH) return `${name}(${inside})`;
      const inner = pad(indent + 4);
      return `${name}(\n${inner}${layOut(argument, indent + 4, indent + 4)},\n${pad(indent)})`;
    }
    case "apart": {
      const inner = indent + 4;
      const item = layOutAfter(`${pad(inner)}const ONE: ${value.type} =`, value.value, inner, ";");
      return `{\n${item}\n${pad(inner)}ONE\n${pad(indent)}}`;
    }
    case "list":
      return layOutList(value.open, value.items, indent, column);
  }
}

/** Fields of a struct that is short enough to stay on a line. */
function onOneLine(fields: readonly (readonly [name: string, value: Rust])[]): string | undefined {
  const texts = fields.map(([name, { kind, ...rest }]) =>
    kind === "text" && "text" in rest ? `${name}: ${rest.text}` : undefined,
  );
  const line = texts.join(", ");
  return texts.includes(undefined) || line.length > STRUCT ? undefined : line;
}

/** A value after its name: what is too long for that line moves to the next one, if it fits there. */
function layOutAfter(head: string, value: Rust, indent: number, end: string): string {
  const text = layOut(value, indent, head.length + 1);
  const below = indent + 4;
  const moves =
    value.kind === "text" &&
    head.length + 1 + text.length + end.length > WIDTH &&
    below + text.length + end.length <= WIDTH;
  return moves ? `${head}\n${pad(below)}${text}${end}` : `${head} ${text}${end}`;
}

function layOutList(open: string, items: readonly Rust[], indent: number, column: number): string {
  const close = open === "(" ? ")" : "]";
  if (items.length === 0) return `${open}${close}`;
  const inner = indent + 4;
  const texts = items.map((item) => layOut(item, inner, inner));
  const multiline = texts.some((text) => text.includes("\n"));
  const line = texts.join(", ");
  if (!multiline && line.length <= INSIDE && column + open.length + line.length + 2 <= WIDTH) {
    return `${open}${line}${close}`;
  }
  const [only] = items;
  if (items.length === 1 && only !== undefined && hugs(only)) {
    return `${open}${layOut(only, indent, column)}${close}`;
  }
  const short = !multiline && texts.every((text) => text.length <= SHORT_ITEM);
  const lines = short ? filled(texts, WIDTH - inner) : texts.map((text) => `${text},`);
  return `${open}\n${lines.map((text) => `${pad(inner)}${text}\n`).join("")}${pad(indent)}${close}`;
}

/** What begins on the line of the brackets around it, when it is alone there. */
function hugs(item: Rust): boolean {
  const { kind } = item;
  return kind === "struct" || kind === "apart" || (kind === "list" && item.open === "(");
}

/** As many items on a line as fit. */
function filled(items: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const item of items) {
    const longer = line === "" ? `${item},` : `${line} ${item},`;
    if (longer.length <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = `${item},`;
    }
  }
  return [...lines, line];
}

function pad(columns: number): string {
  return " ".repeat(columns);
}
