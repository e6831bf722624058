import { anthropic } from "@kei/registry/anthropic";
import { Suspense } from "react";
import { Compare } from "./compare";

/** A static page: what depends on the query is worked out in the browser. */
export default function Page() {
  return (
    <>
      <h1>Claude, side by side</h1>
      <Suspense fallback={<p>Reading the query …</p>}>
        <Compare currency={anthropic.billing.currency} />
      </Suspense>
    </>
  );
}
