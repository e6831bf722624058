import type { ReactElement, ReactNode } from "react";
import { httpUrl } from "../facts/http-url.ts";

/** A link out of the site, where an address is one that may be followed; else its text. */
export function OuterLink({
  url,
  children,
}: {
  readonly url: string;
  readonly children?: ReactNode;
}): ReactElement {
  const href = httpUrl(url);
  const shown = children ?? url;
  if (href === undefined) return <span>{shown}</span>;
  return (
    <a href={href} rel="noreferrer noopener">
      {shown}
    </a>
  );
}
