import type { SharedV4FileData } from "@ai-sdk/provider";
import type { FilePart, ImagePart, TextPart } from "@kei/runtime/core";
import { KeiError } from "@kei/runtime/core";

/** A file of a prompt, as far as it is looked at. */
export interface SdkFile {
  readonly data: SharedV4FileData;
  readonly mediaType: string;
  readonly filename?: string | undefined;
}

/** How files begin, in base64: of some the AI SDK says no more than that they are images. */
const BEGINNINGS: readonly (readonly [beginning: string, mediaType: string])[] = [
  ["iVBORw0KGgo", "image/png"],
  ["/9j/", "image/jpeg"],
  ["R0lGOD", "image/gif"],
  ["UklGR", "image/webp"],
  ["JVBERi0", "application/pdf"],
];

/**
 * A file in the words of `@kei/runtime`.
 *
 * @param names by which a reference may name the provider
 * @throws KeiError of code `unsupported` for a reference to a file of other providers
 */
export function toMedia(
  { data, mediaType, filename }: SdkFile,
  names: readonly string[],
  options: Partial<Pick<ImagePart, "detail" | "cacheBreak" | "signature" | "from">>,
): TextPart | ImagePart | FilePart {
  if (data.type === "text") return { type: "text", text: data.text, ...options };
  const whole = isWhole(mediaType) ? mediaType : beginning(data);
  const isImage = (whole ?? mediaType).startsWith("image");
  const source = sourceOf(data, names);
  const { detail, ...rest } = options;
  if (isImage) {
    return {
      type: "image",
      ...source,
      ...(whole !== undefined && { mediaType: whole }),
      ...rest,
      ...(detail !== undefined && { detail }),
    };
  }
  return {
    type: "file",
    ...source,
    mediaType: whole ?? mediaType,
    ...(filename !== undefined && { filename }),
    ...rest,
  };
}

function isWhole(mediaType: string): boolean {
  return /^[^/]+\/[^/*]+$/.test(mediaType);
}

function beginning(data: SharedV4FileData): string | undefined {
  if (data.type !== "data") return undefined;
  const base64 =
    typeof data.data === "string"
      ? data.data
      : btoa(String.fromCharCode(...data.data.subarray(0, 12)));
  return BEGINNINGS.find(([start]) => base64.startsWith(start))?.[1];
}

function sourceOf(
  data: Exclude<SharedV4FileData, { readonly type: "text" }>,
  names: readonly string[],
): Pick<FilePart, "data" | "url" | "fileId"> {
  switch (data.type) {
    case "data":
      return { data: data.data };
    case "url":
      // The AI SDK keeps the address as it was written: a URL changes some.
      return { url: data.originalUrl ?? data.url.href };
    case "reference": {
      const { reference } = data;
      // AI SDK 6 knows ids without a provider.
      const name = [...names, "kei"].find((each) => Object.hasOwn(reference, each));
      if (name === undefined) {
        const message = `a file of ${Object.keys(reference).join(", ")} is not supported by ${names[0]}`;
        throw new KeiError({ code: "unsupported", message });
      }
      return { fileId: reference[name] };
    }
  }
}
