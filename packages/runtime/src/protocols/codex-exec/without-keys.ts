/** Keys and tokens that are recognised by their form, where it is not known which there may be. */
const KEY = /\b(?:sk-|eyJ)[\w.-]{8,}/g;

/** A text of somebody else's without the keys of somebody else's that may be in it. */
export function withoutKeys(text: string): string {
  return text.replace(KEY, "[redacted]");
}
