import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runServer } from "verdaccio";
import { readTarball } from "./read-tarball.ts";

export interface LoopbackRegistry {
  /** Without a slash at its end. */
  readonly url: string;
  /** Of somebody who may publish. */
  readonly token: string;
  /** Serves a package that somebody else has published, unless its version is there already. */
  readonly add: (tarball: Buffer) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * An npm registry, verdaccio, on a free port of 127.0.0.1. It asks no other registry: what it was not
 * given is not there. Everybody may install, who has the token may publish.
 */
export async function startLoopbackRegistry(): Promise<LoopbackRegistry> {
  const folder = mkdtempSync(join(tmpdir(), "kei-registry-"));
  const server: Server = await runServer({
    self_path: folder,
    storage: join(folder, "storage"),
    uplinks: {},
    packages: { "**": { access: "$all", publish: "$authenticated" } },
    auth: { htpasswd: { file: join(folder, "htpasswd") } },
    web: { enable: false },
    // Next.js's compiler has 35 MB, a third more in base64.
    max_body_size: "100mb",
    log: { type: "stderr", level: "fatal" },
  });
  // Server and client share a thread: while a large package is packed, an idle connection would run out,
  // and be reset by the request that uses it again.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const url = `http://127.0.0.1:${address.port}`;

  const put = (path: string, body: unknown, token?: string) =>
    fetch(`${url}/${path}`, {
      method: "PUT",
      headers: {
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
  const user = { name: "kei", password: "for this registry alone" };
  const answer = await put("-/user/org.couchdb.user:kei", user);
  const { token } = (await answer.json()) as { readonly token: string };

  return {
    url,
    token,
    async add(tarball) {
      const manifest = JSON.parse(String(readTarball(tarball).get("package.json")));
      const response = await put(
        manifest.name.replace("/", "%2f"),
        publication(manifest, tarball, url),
        token,
      );
      if (!response.ok && response.status !== 409) {
        const why = await response.text();
        throw new Error(`${manifest.name}@${manifest.version} was not taken: ${why}`);
      }
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What `npm publish` sends. */
function publication(
  manifest: { readonly name: string; readonly version: string },
  tarball: Buffer,
  url: string,
): object {
  const { name, version } = manifest;
  const file = `${name.split("/").at(-1)}-${version}.tgz`;
  const dist = {
    tarball: `${url}/${name}/-/${file}`,
    shasum: createHash("sha1").update(tarball).digest("hex"),
    integrity: `sha512-${createHash("sha512").update(tarball).digest("base64")}`,
  };
  return {
    _id: name,
    name,
    "dist-tags": { latest: version },
    versions: { [version]: { ...manifest, dist } },
    _attachments: {
      [file]: {
        content_type: "application/octet-stream",
        data: tarball.toString("base64"),
        length: tarball.length,
      },
    },
  };
}
