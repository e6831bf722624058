/** A page of the site. */
export interface SitePage {
  /** Of its folder below the root: "", or ending with a slash. */
  readonly path: string;
  /** Which component shows it. */
  readonly name:
    | "models"
    | "providers"
    | "provider"
    | "model"
    | "profiles"
    | "compare"
    | "changes"
    | "doc";
  /** Id of what it is about. */
  readonly id?: string;
  readonly title: string;
  readonly description: string;
}

/** From a page to the root of the site. */
export function rootOf({ path }: Pick<SitePage, "path">): string {
  return "../".repeat(path.split("/").length - 1) || "./";
}
