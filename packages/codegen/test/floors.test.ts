import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "./support/cli.ts";

const ts = createRequire(join(ROOT, "package.json"))("ts60") as typeof import("ts60");

/** What lies in `src`, from top to bottom; what commas join is one floor, `*` any other file. */
const FLOORS: Readonly<Record<string, string>> = {
  codegen: `cli.ts,index.ts commands edit migrate project pipeline emit sources registry check layers
    diagnostics terminal source text`,
  catalog: `index.ts,react.ts build site pages table,plot,workload,snippets,docs parts state words facts`,
  registry: "index.ts,load.ts load lookup.ts create-registry.ts * gen",
  runtime: `index.ts router.ts create-client.ts gen codegen.ts clients.ts,core.ts,ledger.ts,node.ts,otel.ts,redis.ts,zod3.ts router
      ledger,otel tools
    client prepare stream output call protocols limit transport framing answer failure platform chat`,
  "ai-sdk": "v3.ts index.ts core.ts v3 provider gen request answer errors *",
};

/** Folders whose folders know nothing of each other. */
const APART = ["codegen/commands", "codegen/emit", "runtime/protocols"];

it.each(Object.entries(FLOORS))("every import of %s goes down", (name, floors) => {
  const src = join(ROOT, "packages", name, "src");
  const places = floors.split(/\s+/).map((floor) => floor.split(","));
  const floorOf = ([top = "", ...below]: readonly string[]) => {
    const isListed = places.flat().includes(top);
    const name = isListed || below.length > 0 ? top : "*";
    const floor = places.findIndex((names) => names.includes(name));
    return floor === -1 ? Number.NaN : floor;
  };
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.tsx?$/.test(file) && !file.endsWith(".d.ts"),
  );
  const wrong = files.flatMap((file) => {
    const { importedFiles } = ts.preProcessFile(readFileSync(join(src, file), "utf8"), true, true);
    return importedFiles.flatMap(({ fileName }) => {
      const target = join(dirname(file), fileName.replace(/\.js$/, ".ts"));
      if (!fileName.startsWith(".") || !existsSync(join(src, target))) return [];
      const [from = [], to = []] = [file, target].map((path) => path.split(sep));
      const down = floorOf(to) - floorOf(from);
      const strange =
        APART.includes(`${name}/${from[0]}`) &&
        from.length > 2 &&
        to.length > 2 &&
        from[1] !== to[1];
      return down > 0 || (down === 0 && !strange) ? [] : [`${file} → ${target}`];
    });
  });
  expect(wrong).toEqual([]);
});

it.each(Object.keys(FLOORS))("no folder of %s has more than 20 files", (name) => {
  const src = join(ROOT, "packages", name, "src");
  const files = readdirSync(src, { recursive: true, encoding: "utf8" });
  const counts: Record<string, number> = {};
  for (const file of files) {
    if (/\.tsx?$/.test(file)) counts[dirname(file)] = (counts[dirname(file)] ?? 0) + 1;
  }
  const crowded = Object.entries(counts).filter(([, count]) => count > 20);
  expect(crowded).toEqual([]);
});
