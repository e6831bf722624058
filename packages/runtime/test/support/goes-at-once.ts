import type { Limiter } from "../../src/limit/limiter.ts";

/** Whether a request may go without waiting; then it counts. */
export function goesAtOnce(limiter: Limiter): Promise<boolean> {
  const controller = new AbortController();
  const going = limiter.acquire(controller.signal);
  controller.abort();
  return going.then(
    () => true,
    () => false,
  );
}
