/** Largest file that is read. 8 MiB holds some 20,000 models. */
export const MAX_BYTES = 8 * 1024 * 1024;

/** Text of a file, or why it is none. */
export type Decoded =
  | { readonly ok: true; readonly text: string; readonly hadByteOrderMark: boolean }
  | { readonly ok: false; readonly reason: "too-large" }
  | {
      readonly ok: false;
      readonly reason: "not-utf8";
      readonly offset: number;
      readonly before: string;
    };

/** Bytes to text, strictly: TOML is UTF-8, and a lossy decoder would hide what is wrong. */
export function decode(bytes: Uint8Array): Decoded {
  if (bytes.length > MAX_BYTES) return { ok: false, reason: "too-large" };
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const hadByteOrderMark = text.startsWith("\uFEFF");
    return { ok: true, text: hadByteOrderMark ? text.slice(1) : text, hadByteOrderMark };
  } catch {
    const { offset, before } = firstBadByte(bytes);
    return { ok: false, reason: "not-utf8", offset, before };
  }
}

/**
 * Where what decodes ends. Up to there the bytes are those that a lenient decoder's text has: it puts a
 * character of its own in the place of what is none.
 */
function firstBadByte(bytes: Uint8Array): { offset: number; before: string } {
  const lenient = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const written = new TextEncoder().encode(lenient);
  let same = 0;
  while (same < bytes.length && written[same] === bytes[same]) same += 1;
  // A sequence that is begun and not ended is no text yet: the bad byte is its first.
  const before = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, same), {
    stream: true,
  });
  const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return { offset: mark + new TextEncoder().encode(before).length, before };
}

/** Two bytes for each character, as editors on Windows write them: a mark, or every other byte is 0. */
export function isUtf16(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true;
  return (
    bytes.length >= 4 &&
    ((a !== 0 && b === 0 && c !== 0 && d === 0) || (a === 0 && b !== 0 && c === 0 && d !== 0))
  );
}
