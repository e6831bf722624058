import { type Bench, type Limit, limitCell, table } from "./bench.ts";
import { CLIENTS, LIMIT_KIB, measureProgram } from "./program-size.ts";

/**
 * The smallest chat program of each provider: what is loaded at once, which has a limit, all of it in one
 * file, and all of it divided. Zod must not be in it.
 */
export const benchProgramSize: Bench = async () => {
  const limits: Limit[] = [];
  const rows: string[][] = [];
  for (const module of CLIENTS) {
    const { whole, atOnce, divided, zodModules } = await measureProgram(module);
    const size: Limit = {
      name: `${module}: loaded at once, min+gzip`,
      measured: atOnce.gzipped / 1024,
      limit: LIMIT_KIB,
      unit: " KiB",
    };
    const zod: Limit = {
      name: `${module}: modules of zod in it`,
      measured: zodModules,
      limit: 0,
      unit: "",
    };
    limits.push(size, zod);
    rows.push([
      module,
      kib(atOnce.bytes),
      kib(atOnce.gzipped),
      limitCell(size),
      kib(whole.gzipped),
      kib(divided.gzipped),
      String(zodModules),
      limitCell(zod),
    ]);
  }
  const head = ["KiB", "at once: min", "min+gzip", "limit"];
  const others = ["one file: min+gzip", "divided: all", "modules of zod", "limit"];
  console.log(table([...head, ...others], rows));
  return limits;
};

function kib(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}
