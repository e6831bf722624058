import type { ReactElement, ReactNode } from "react";

/** What is wider than a phone, scrolled by itself and not with its page. */
export function ScrollBox({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it by keys
    <section className="kei-scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
