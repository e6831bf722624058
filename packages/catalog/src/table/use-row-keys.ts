import { type KeyboardEvent, useEffect, useRef, useState } from "react";

const PAGE = 10;

/** Arrows go from row to row, Space picks, Enter opens: the focus is on the link of a row. */
export function useRowKeys(
  count: number,
  scrollTo: (index: number) => void,
  box: { readonly current: HTMLElement | null },
) {
  const [chosen, setActive] = useState(0);
  const active = Math.min(chosen, Math.max(0, count - 1));
  const wanted = useRef<number>(undefined);
  // After each rendering: the row that is to have the focus may have been out of the page before.
  useEffect(() => {
    const link = box.current?.querySelector<HTMLElement>(
      `[data-index="${wanted.current}"] .row-link`,
    );
    if (link == null) return;
    wanted.current = undefined;
    link.focus({ preventScroll: true });
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const from = Number((event.target as HTMLElement).closest<HTMLElement>("tr")?.dataset["index"]);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: from + 1,
      ArrowUp: from - 1,
      PageDown: from + PAGE,
      PageUp: from - PAGE,
      Home: 0,
      End: count - 1,
    };
    const to = steps[event.key];
    if (to !== undefined) {
      event.preventDefault();
      const index = Math.max(0, Math.min(count - 1, to));
      wanted.current = index;
      setActive(index);
      scrollTo(index);
    } else if (event.key === " " && event.target instanceof HTMLAnchorElement) {
      event.preventDefault();
      event.target.closest("tr")?.querySelector<HTMLElement>("input")?.click();
    }
  };
  return { active, onKeyDown };
}
