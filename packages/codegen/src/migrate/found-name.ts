import type { Span } from "../source/source-file.ts";
import type { Meaning } from "./endings.ts";

/** A name in a text that has to go. */
export interface FoundName extends Span {
  /** As it is written there. */
  readonly name: string;
  readonly meaning: Meaning;
  /** What comes in place of the stretch; `undefined`: it stays as it is, and {@link note} may say why. */
  readonly by: string | undefined;
  /** Why it stays though a successor is known. */
  readonly note: string | undefined;
}

/** What a text has, or why it could not be read. */
export type FoundNames =
  | { readonly names: readonly FoundName[] }
  | { readonly problem: string; readonly offset: number };
