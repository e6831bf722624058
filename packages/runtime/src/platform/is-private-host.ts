/**
 * Whether a host is this machine or one of a private network, so that what goes there in plain http
 * crosses no network of others: a name without a dot, as services of compose have; names that no
 * public server has (`.internal` of ICANN, `.local` of RFC 6762, `.home.arpa` of RFC 8375, `.svc` of
 * Kubernetes, `.localhost` of RFC 6761); private, shared and link-local addresses (RFC 1918, 6598,
 * 3927, 4193, 4291). `@kei/codegen` has the same rule, and a test gives both the same hosts.
 *
 * @param hostname that of a URL, which writes an address in one way
 */
export function isPrivateHost(hostname: string): boolean {
  return NAME.test(hostname) || V4.test(hostname) || V6.test(hostname);
}

const NAME = /^(?:[^.[\]]+|.+\.(?:internal|local|localhost|svc|home\.arpa))\.?$/;
const V4 =
  /^(?:(?:10|127)\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)(?:\d{1,3}\.)*\d{1,3}$/;
/** The last line: an address of version 4 in one of version 6. */
const V6 =
  /^\[(?:::1|f[cd][\da-f]{2}:.*|fe[89ab][\da-f]:.*|::ffff:(?:a[\da-f]{2}|7f[\da-f]{2}|c0a8|a9fe|ac1[\da-f]|64[4-7][\da-f]):[\da-f]{1,4})\]$/;
