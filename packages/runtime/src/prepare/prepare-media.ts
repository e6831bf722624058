import type { InputModality } from "@kei/registry";
import type { PreparedFile, PreparedImage } from "../protocols/protocol.ts";
import type { FilePart, ImagePart } from "../request.ts";
import { badRequest, unsupported } from "./failures.ts";
import type { Target } from "./target.ts";
import { toBase64 } from "./to-base64.ts";

/** How images begin, in base64. */
const BEGINNINGS = [
  ["iVBORw0KGgo", "image/png"],
  ["/9j/", "image/jpeg"],
  ["R0lGOD", "image/gif"],
  ["UklGR", "image/webp"],
] as const;

/** Checks an image or a file and turns its bytes into base64. `at` is its path. */
export function prepareMedia<Part extends ImagePart | FilePart>(
  part: Part,
  at: string,
  target: Target,
): PreparedImage | PreparedFile {
  const { type, data, url, mediaType } = part;
  const { name, supports } = target.protocol;
  const image = type === "image";
  const types = image ? supports.imageTypes : supports.fileTypes;
  if (types.length === 0)
    throw unsupported(`${at} is of type ${type}, which ${name} does not take`);
  if ((data === undefined) === (url === undefined)) {
    throw badRequest(`${at} needs either data or url`);
  }
  if (mediaType !== undefined || data !== undefined || !image) {
    if (typeof mediaType !== "string") {
      throw badRequest(`${at}.mediaType is not a text such as ${types[0]}`);
    }
    if (!types.some((known) => fits(mediaType, known))) {
      throw unsupported(`${at}.mediaType is ${mediaType}, and ${name} takes ${types.join(", ")}`);
    }
  }
  const modality = image ? "image" : modalityOf(mediaType as string);
  if (modality !== undefined && target.facts?.input?.includes(modality) === false) {
    throw unsupported(`${at} is of kind ${modality}, which ${target.id} does not read`);
  }
  if (url !== undefined) {
    if (typeof url !== "string" || !/^https?:\/\//i.test(url)) {
      throw badRequest(`${at}.url is not an http: or https: address; bytes go into data`);
    }
    if (!(image ? supports.imageUrls : supports.fileUrls)) {
      throw unsupported(`${at}.url cannot be sent, since ${name} takes only data`);
    }
    return part;
  }
  const base64 = isBytes(data) ? toBase64(data) : data;
  if (!isBase64(base64, data)) {
    throw badRequest(
      `${at}.data is neither a Uint8Array nor base64 (of a data: URL, what follows its comma), or empty`,
    );
  }
  const found = image && BEGINNINGS.find(([beginning]) => base64.startsWith(beginning))?.[1];
  if (found && found !== mediaType) {
    throw badRequest(`${at}.mediaType is ${mediaType}, but the data is ${found}`);
  }
  const { data: _, ...rest } = part;
  return { ...rest, base64 } as PreparedImage | PreparedFile;
}

function fits(mediaType: string, known: string): boolean {
  return known.endsWith("*") ? mediaType.startsWith(known.slice(0, -1)) : mediaType === known;
}

function modalityOf(mediaType: string): InputModality | undefined {
  if (mediaType === "application/pdf") return "pdf";
  return /^(?:image|audio|video)(?=\/)/.exec(mediaType)?.[0] as InputModality | undefined;
}

/** Not `instanceof`: bytes may come from another realm (test runners, frames, workers). */
function isBytes(data: unknown): data is Uint8Array {
  return Object.prototype.toString.call(data) === "[object Uint8Array]";
}

/** What we made of bytes is not looked at again, unless it is empty. */
function isBase64(base64: unknown, data: unknown): base64 is string {
  return (
    typeof base64 === "string" &&
    base64 !== "" &&
    (base64 !== data || (base64.length % 4 === 0 && /^[\w+/]+={0,2}$/.test(base64)))
  );
}
