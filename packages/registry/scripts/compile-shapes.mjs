// The shapes of the three files as code that checks them, without zod and without eval: a module that
// can stand in for `check/shape.ts` of @kei/codegen. How large either is: docs/decisions/0009.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { build } from "esbuild";

/** @type {{ default: (ajv: Ajv, names: Record<string, string>) => string }} */
const standalone = createRequire(import.meta.url)("ajv/dist/standalone/index.js");
const layers = ["provider", "model", "profile"];

/** Source text of the module; it imports ajv's run-time helpers. */
export async function compileShapes() {
  const schemas = await schemasOfCodegen();
  const ajv = new Ajv({
    allErrors: true,
    messages: false,
    strict: false,
    // An integer is a number without a fraction, and no bigint.
    strictNumbers: true,
    code: { source: true, esm: true, optimize: 2 },
    schemas: layers.map((layer) => bare({ ...schemas[layer], $id: layer })),
  });
  const validators = standalone.default(
    ajv,
    Object.fromEntries(layers.map((layer) => [layer, layer])),
  );
  const keys = Object.fromEntries(layers.map((layer) => [layer, describe(schemas[layer], layer)]));
  return `${validators}\nconst described = ${JSON.stringify(keys)};\n${GLUE}`;
}

/** The shapes as draft-07, as zod writes them. */
async function schemasOfCodegen() {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { draft07 } from "./emit/draft-07.ts";
                 import { layerFiles } from "./layers/layer-files.ts";
                 export default Object.fromEntries(
                   Object.entries(layerFiles).map(([layer, { file }]) => [layer, draft07(file)]));`,
      resolveDir: join(dirname(import.meta.dirname), "../codegen/src"),
      loader: "ts",
    },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString("base64");
  return (await import(`data:text/javascript;base64,${code}`)).default;
}

/** Keys of a record and of a price tier, with what they are for. */
function describe(schema, layer) {
  const record = schema.properties[layer].items;
  const tier = record.properties.price_tiers?.items;
  return {
    tier: Object.keys(tier?.properties ?? {}),
    keys: Object.keys(record.properties),
    // Shown for a key that is missing: one that has to be there.
    descriptions: Object.fromEntries(
      record.required.map((key) => [key, record.properties[key].description]),
    ),
  };
}

/** A schema without what says nothing about values. Lists without repeats are checked elsewhere. */
function bare(node) {
  if (Array.isArray(node)) return node.map(bare);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).flatMap(([key, value]) => {
      if (key === "properties") {
        const properties = Object.entries(value).map(([name, each]) => [name, bare(each)]);
        return [[key, Object.fromEntries(properties)]];
      }
      // Its values say it.
      if (key === "type" && node.enum !== undefined) return [];
      const says =
        /^(type|items|pattern|enum|anyOf|required|additionalProperties|\$id|m(in|ax)\w+)$/;
      return says.test(key) ? [[key, key === "enum" ? value : bare(value)]] : [];
    }),
  );
}

/** What `check/shape.ts` exports. Errors of ajv become issues as zod has them. */
const GLUE = `
const validators = { provider, model, profile };

export function issuesOf(layer, value) {
  const validate = validators[layer];
  if (validate(value)) return [];
  return withoutBranches(validate.errors).map((error) => issueOf(error, value));
}

/**
 * Of a value that fits no branch: what the one branch says that has its type, if there is one; else
 * that it fits none.
 */
function withoutBranches(errors) {
  const unions = errors.filter(({ keyword }) => keyword === "anyOf");
  return unions.reduce((rest, union) => {
    const branches = new Map();
    const others = [];
    for (const error of rest) {
      const isBelow = error.instancePath === union.instancePath || error.instancePath.startsWith(union.instancePath + "/");
      const isWithin = isBelow && error.schemaPath.startsWith(union.schemaPath + "/");
      const branch = isWithin ? error.schemaPath.slice(union.schemaPath.length + 1).split("/", 1)[0] : undefined;
      if (branch === undefined) others.push(error);
      else branches.set(branch, [...(branches.get(branch) ?? []), error]);
    }
    const fitting = [...branches.values()].filter((each) => each.every(({ keyword }) => keyword !== "type"));
    return fitting.length === 1 ? [...others.filter((error) => error !== union), ...fitting[0]] : others;
  }, errors);
}

function issueOf({ keyword, instancePath, params }, root) {
  const path = [];
  let at = root;
  for (const part of instancePath.split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    path.push(Array.isArray(at) ? Number(name) : name);
    at = at[name];
  }
  switch (keyword) {
    case "required":
      return { code: "invalid_type", path: [...path, params.missingProperty] };
    case "additionalProperties":
      return { code: "unrecognized_keys", path, keys: [params.additionalProperty] };
    case "type": {
      const expected = params.type === "integer" ? (Number.isFinite(at) ? "int" : "number") : params.type;
      return { code: "invalid_type", path, expected };
    }
    case "enum":
      return { code: "invalid_value", path, values: params.allowedValues };
    case "minimum":
    case "minLength":
    case "minItems":
      return { code: "too_small", path, minimum: params.limit };
    case "maximum":
    case "maxLength":
      return { code: "too_big", path, maximum: params.limit };
    case "anyOf":
      return { code: "invalid_union", path };
    default:
      return { code: "invalid_format", path };
  }
}

export function keysOf(layer, table) {
  return table === "tier" ? described[layer].tier : described[layer].keys;
}

export function descriptionOf(layer, key) {
  const { descriptions } = described[layer];
  return Object.hasOwn(descriptions, key) ? descriptions[key] : undefined;
}
`;
