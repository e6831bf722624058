/**
 * Version of the shape of the published facts, in `registry.json` and in the generated index. It
 * goes up when a reader has to change. New keys do not count: `registry.schema.json`, which allows
 * no others, travels with the data that it describes.
 */
export const SCHEMA_VERSION = 1;
