import { type ReactNode, useEffect, useRef, useState } from "react";

/** What opens below its name. What is in it is made when it opens; Escape and a click elsewhere close it. */
export function Menu({
  name,
  isNarrow = false,
  children,
}: {
  readonly name: ReactNode;
  readonly isNarrow?: boolean;
  readonly children: () => ReactNode;
}) {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const onKey = ({ key }: KeyboardEvent) => {
      if (key !== "Escape") return;
      setOpen(false);
      box.current?.querySelector("summary")?.focus();
    };
    const onPointer = ({ target }: Event) => {
      if (!box.current?.contains(target as Node)) setOpen(false);
    };
    addEventListener("keydown", onKey);
    addEventListener("pointerdown", onPointer);
    return () => {
      removeEventListener("keydown", onKey);
      removeEventListener("pointerdown", onPointer);
    };
  }, [isOpen]);
  return (
    <details
      className="menu"
      ref={box}
      open={isOpen}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>{name}</summary>
      <div className={isNarrow ? "panel narrow" : "panel"}>{isOpen ? children() : null}</div>
    </details>
  );
}
