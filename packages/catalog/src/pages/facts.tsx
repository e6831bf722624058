import type { ReactNode } from "react";

/** Names and values, in two columns. A third says where a fact comes from. */
export function Facts({
  rows,
}: {
  readonly rows: readonly (readonly [name: string, value: ReactNode, origin?: ReactNode])[];
}) {
  return (
    <dl className="facts">
      {rows.map(([name, value, origin]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value}
            {origin === undefined ? null : <small className="origin">{origin}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
