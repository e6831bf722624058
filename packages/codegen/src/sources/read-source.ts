import * as z from "zod";
import { UserError } from "../text/user-error.ts";
import type { Source } from "./fact.ts";
import { readGenaiPrices } from "./genai-prices.ts";
import { readModelsDev } from "./models-dev.ts";

const EXPECTED = "models.dev's api.json and genai-prices' data_slim.json can be compared with";

/**
 * A data set out of its text. Which one it is shows in its shape: models.dev's is an object of
 * providers, genai-prices' an array of them.
 *
 * @param on - ISO date for which prices are taken.
 * @throws UserError that names the file, when it is neither.
 */
export function readSource(file: string, text: string, on: string): Source {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new UserError(`${file} is not JSON`, EXPECTED);
  }
  if (Array.isArray(data) && data.length > 0 && data.every(hasModels)) {
    const facts = shaped(file, "genai-prices", () => readGenaiPrices(data, on));
    return { name: "genai-prices", facts };
  }
  if (isObject(data) && Object.keys(data).length > 0 && Object.values(data).every(hasModels)) {
    return { name: "models.dev", facts: shaped(file, "models.dev", () => readModelsDev(data)) };
  }
  throw new UserError(
    `${file} is neither models.dev's data nor genai-prices': expected an object or an array of providers with "models"`,
    EXPECTED,
  );
}

function shaped<T>(file: string, name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const [issue] = error.issues;
    const place = issue?.path.join(".");
    throw new UserError(
      `${file} looks like data of ${name}, but its shape differs at ${place}: ${issue?.message}`,
      "its format may have changed since July 2026, the one that kei knows",
    );
  }
}

function hasModels(value: unknown): boolean {
  return isObject(value) && typeof value["models"] === "object" && value["models"] !== null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
