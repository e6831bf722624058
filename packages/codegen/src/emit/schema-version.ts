/**
 * Version of the shape of the published facts, in `registry.json` and in the generated index. It
 * goes up when a reader has to change; new keys do not count.
 */
export const SCHEMA_VERSION = 1;
