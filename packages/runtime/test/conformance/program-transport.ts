import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createProcessTransport } from "../../src/protocols/codex-exec/process-transport.ts";
import type { Transport } from "../../src/transport/transport.ts";
import type { Recording } from "../support/wire.ts";

/**
 * The transport of codex, with a program that writes what was recorded and exits as it did.
 *
 * @param folder where the program may be written to
 */
export function programTransport({ name, response }: Recording, folder: string): Transport {
  const path = join(folder, name.replaceAll("/", "-"));
  writeFileSync(`${path}.stdout`, response.body);
  writeFileSync(`${path}.stderr`, response.stderr ?? "");
  const script = `cat > /dev/null; cat "${path}.stdout"; cat "${path}.stderr" >&2; exit ${response.status}`;
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o700 });
  return createProcessTransport({ command: path });
}
