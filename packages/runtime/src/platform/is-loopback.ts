/**
 * Whether a host is this machine, as RFC 6761 and RFC 6890 have it and in every spelling that
 * `new URL` gives: it writes `127.1`, `0x7f000001` and `[::ffff:127.0.0.1]` in one way each.
 *
 * @param hostname that of a URL
 */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

const LOOPBACK =
  /^(?:(?:[^.]+\.)*localhost\.?|127(?:\.\d{1,3}){3}|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/;
