import type { InputModality } from "@kei/registry/contract";
import type { FilePart, ImagePart } from "../chat/request.ts";
import { must, unsupported } from "../failure/request-failures.ts";
import type { PreparedFile, PreparedImage } from "../protocols/prepared-request.ts";
import type { Target } from "./target.ts";
import { toBase64 } from "./to-base64.ts";

/** How images begin, in base64. */
const BEGINNINGS = [
  ["iVBORw0KGgo", "image/png"],
  ["/9j/", "image/jpeg"],
  ["R0lGOD", "image/gif"],
  ["UklGR", "image/webp"],
] as const;

const DETAILS: readonly string[] = ["auto", "low", "high"] satisfies ImagePart["detail"][];

/**
 * Checks an image or a file, and turns its bytes into base64.
 *
 * @param at its path in the request
 */
export function prepareMedia(
  part: ImagePart | FilePart,
  at: string,
  { id, facts, protocol: { name, supports } }: Target,
): PreparedImage | PreparedFile {
  const { type, data, url, fileId, mediaType } = part;
  const isImage = type === "image";
  const types = isImage ? supports.imageTypes : supports.fileTypes;
  if (types.length === 0) throw unsupported(`${at} (${type})`, name);
  const { detail } = part as ImagePart;
  if (detail !== undefined && !DETAILS.includes(detail)) {
    throw must(`${at}.detail`, DETAILS.join(" or "));
  }
  if ([data, url, fileId].filter((way) => way !== undefined).length !== 1) {
    throw must(at, "given by one of data, url and fileId");
  }
  if (mediaType !== undefined || data !== undefined || !isImage) {
    if (typeof mediaType !== "string") throw must(`${at}.mediaType`, `a text such as ${types[0]}`);
    if (!types.some((known) => fits(mediaType, known))) {
      throw unsupported(`${at}.mediaType ${mediaType}`, name, types.join(", "));
    }
  }
  const modality = isImage ? type : modalityOf(mediaType);
  if (modality !== undefined && facts?.input?.includes(modality) === false) {
    throw unsupported(`${at} (${modality})`, id, facts.input.join(", "));
  }
  if (fileId !== undefined) {
    if (typeof fileId !== "string" || fileId === "")
      throw must(`${at}.fileId`, "a text, not empty");
    if (!supports.fileIds?.includes(type)) {
      throw unsupported(`${at}.fileId`, name, isImage || supports.fileUrls ? "url" : "data");
    }
    return part;
  }
  if (url !== undefined) {
    const { urlSchemes = ["http:", "https:"] } = supports;
    const scheme = /^([a-z]+:)\/\//i.exec(url)?.[1] ?? "";
    if (!urlSchemes.includes(scheme.toLowerCase())) {
      throw must(`${at}.url`, `${urlSchemes.join(" or ")}; bytes go into data`);
    }
    if (!(isImage ? supports.imageUrls : supports.fileUrls)) {
      throw unsupported(`${at}.url`, name, "data");
    }
    return part;
  }
  const base64 = isBytes(data) ? toBase64(data) : data;
  if (!isBase64(base64)) {
    throw must(
      `${at}.data`,
      "bytes (Uint8Array) or base64; of a data: URL, what follows its comma",
    );
  }
  const found = isImage && BEGINNINGS.find(([beginning]) => base64.startsWith(beginning))?.[1];
  if (found && found !== mediaType) throw must(`${at}.mediaType`, `${found}, as the data is`);
  const { data: _, ...rest } = part;
  return { ...rest, base64 } as PreparedImage | PreparedFile;
}

function fits(mediaType: string, known: string): boolean {
  return known.endsWith("*") ? mediaType.startsWith(known.slice(0, -1)) : mediaType === known;
}

function modalityOf(mediaType = ""): InputModality | undefined {
  return /^(?:image|audio|video)(?=\/)|pdf$/.exec(mediaType)?.[0] as InputModality | undefined;
}

/** Not `instanceof`: bytes may come from another realm, as in test runners and frames. */
function isBytes(data: unknown): data is Uint8Array {
  return Object.prototype.toString.call(data) === "[object Uint8Array]";
}

/**
 * Looks at both ends only: there all that is mistaken for base64 shows (addresses, line breaks, bytes
 * as text), and the whole would take as long as writing the body.
 */
function isBase64(text: unknown): text is string {
  if (typeof text !== "string" || text === "" || text.length % 4 !== 0) return false;
  return /^[A-Za-z\d+/]+={0,2}$/.test(
    text.length > 200 ? text.slice(0, 100) + text.slice(-100) : text,
  );
}
