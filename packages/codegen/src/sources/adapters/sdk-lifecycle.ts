import * as z from "zod";
import { findText, type Material, packageName } from "../material.ts";
import type { Statement } from "../statement.ts";
import type { Adapter } from "./adapter.ts";

/** Where a vendor's SDK keeps its list, and how the list is read. */
interface List {
  readonly provider: string;
  readonly file: string;
  read(text: string): readonly (readonly [id: string, retiresAt: string])[];
}

const LISTS: Readonly<Record<string, List>> = {
  openai: { provider: "openai", file: "resources/shared.d.ts", read: readAnnounced },
  "@anthropic-ai/sdk": {
    provider: "anthropic",
    file: "internal/data/deprecated-models.mjs",
    read: readDated,
  },
};

/**
 * The lists of models that end, in the SDKs of vendors: `openai` has them in the comment above its type
 * of model ids, `@anthropic-ai/sdk` in a table by id. Nothing but the day of the end is stated.
 */
export const sdkLifecycle: Adapter = {
  license: "Apache-2.0",
  recognises: (material) => listOf(material) !== undefined,
  read(material, wants) {
    const { provider, file, read } = listOf(material) as List;
    const ends = wants(provider) ? read(findText(material, file) ?? "") : [];
    if (wants(provider) && ends.length === 0) {
      throw new z.ZodError([
        { code: "custom", path: [file], message: "there is no list of models that end", input: "" },
      ]);
    }
    return {
      providers: [provider],
      statements: ends.map(
        ([id, retiresAt]): Statement => ({
          provider,
          id,
          match: { equals: id },
          facts: { retiresAt },
        }),
      ),
    };
  },
};

function listOf(material: Material): List | undefined {
  const name = packageName(material);
  return name !== undefined && Object.hasOwn(LISTS, name) ? LISTS[name] : undefined;
}

/** ` * - "gpt-5", "gpt-5-mini": Announced shutdown date: 2026-12-11. See …` */
function readAnnounced(text: string): [string, string][] {
  const above = text.slice(0, Math.max(0, text.search(/export type ChatModel\b/))).trimEnd();
  const comment = above.endsWith("*/") ? above.slice(above.lastIndexOf("/**") + 3, -2) : "";
  const prose = comment.replaceAll(/\s+/g, " ").replaceAll(" * ", " ");
  // No expression that repeats what repeats: the file is somebody else's, and may be large.
  return prose.split("- ").flatMap((entry) => {
    const [ids = "", rest] = entry.split(ANNOUNCED, 2);
    const day = /^(\d{4}-\d\d-\d\d)\./.exec(rest ?? "")?.[1];
    if (day === undefined) return [];
    return [...ids.matchAll(/"([^"]+)"/g)].map(([, id = ""]): [string, string] => [id, day]);
  });
}

const ANNOUNCED = ": Announced shutdown date: ";

/** `'claude-opus-4-5': 'January 22nd, 2027',` */
function readDated(text: string): [string, string][] {
  const entries = /["']([\w.@:/-]+)["']:\s*["'](\w+) (\d{1,2})[a-z]{2}, (\d{4})["']/g;
  return [...text.matchAll(entries)].flatMap(
    ([, id = "", month = "", day = "", year = ""]): [string, string][] => {
      const number = MONTHS.indexOf(month) + 1;
      if (number === 0) return [];
      return [[id, `${year}-${String(number).padStart(2, "0")}-${day.padStart(2, "0")}`]];
    },
  );
}

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
