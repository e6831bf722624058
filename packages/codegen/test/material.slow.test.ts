import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { createTar } from "nanotar";
import { describe, expect, it, onTestFinished } from "vitest";
import { cacheFolder, hashOf } from "../src/project/material/cache.ts";
import { download, shownUrl } from "../src/project/material/download.ts";
import { readMaterial } from "../src/project/material/read-material.ts";
import { kei, readFiles, temporaryFolder, writeFiles } from "./support/cli.ts";
import { API, smallRegistry } from "./support/small-registry.ts";

/** A server on loopback, and where it is. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("download", () => {
  it("gives what a page has, and when it last changed", async () => {
    const base = await serve((_, response) => {
      response.setHeader("last-modified", "Mon, 28 Sep 2026 10:00:00 GMT");
      response.end("{}");
    });
    const { bytes, datedAt } = await download(`${base}/api.json`);
    expect([new TextDecoder().decode(bytes), datedAt]).toEqual(["{}", "2026-09-28"]);
  });

  it("follows to pages of the same host, and to no other", async () => {
    const base = await serve((request, response) => {
      const leads: Record<string, string> = {
        "/a": "/b",
        "/out": "http://other.invalid/secret",
        "/round": "/round",
      };
      const location = leads[request.url ?? ""];
      if (location !== undefined) response.writeHead(302, { location });
      response.end("here");
    });
    expect(new TextDecoder().decode((await download(`${base}/a`)).bytes)).toBe("here");
    await expect(download(`${base}/out`)).rejects.toThrow(
      "it leads to another host, other.invalid",
    );
    await expect(download(`${base}/round`)).rejects.toThrow("it leads on more than 5 times");
  });

  it("ends what is huge, also when that shows only after unpacking", async () => {
    const base = await serve((request, response) => {
      if (request.url === "/packed") {
        response.setHeader("content-encoding", "gzip");
        response.end(gzipSync(Buffer.alloc(4 * 1024 ** 2)));
        return;
      }
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on("drain", more);
      more();
    });
    const limits = { maxBytes: 1024 ** 2 };
    for (const path of ["/endless", "/packed"]) {
      await expect(download(base + path, limits)).rejects.toThrow("it has more than 1 MiB");
    }
  });

  it("ends what is slow, before the answer and within it", async () => {
    const base = await serve((request, response) => {
      if (request.url === "/begun") response.write("{");
    });
    for (const path of ["/silent", "/begun"]) {
      await expect(download(base + path, { patience: 100 })).rejects.toThrow(
        "it takes longer than 0.1 seconds",
      );
    }
  });

  it("repeats no secret of a URL", async () => {
    const base = await serve((_, response) => {
      response.writeHead(404);
      response.end();
    });
    const url = `${base}/api.json?token=abcdefgh12345678`;
    await expect(download(url)).rejects.toThrow(
      `${base}/api.json?… cannot be read: it answers 404`,
    );
    for (const broken of ["http://", "https://[", "http://user:hunter22@127.0.0.1:x/"]) {
      await expect(download(broken)).rejects.toThrow("cannot be read: it is no URL");
    }
    const named = base.replace("http://", "http://user:hunter22@");
    await expect(download(`${named}/api.json`)).rejects.toThrow(
      `${base}/api.json cannot be read: it has a user name or a password in it`,
    );
    expect(shownUrl("https://user:hunter22@example.test/a?key=x")).toBe("https://example.test/a?…");
  });
});

describe("readMaterial", () => {
  const at = (cwd: string) => ({ cwd, env: { KEI_CACHE: join(cwd, "cache") } });

  it("reads a folder, with a hash over paths and bytes, and no links in it", async () => {
    const cwd = temporaryFolder();
    writeFiles(cwd, {
      "set/a.json": "{}",
      "set/below/b.json": "[]",
      "set/notes.txt": "",
      "out.json": "1",
    });
    symlinkSync(join(cwd, "out.json"), join(cwd, "set/link.json"));
    const first = await readMaterial({ from: "set" }, at(cwd));
    expect([...first.files.keys()]).toEqual(["a.json", "below/b.json"]);
    writeFiles(cwd, { "set/a.json": "[]" });
    const second = await readMaterial({ from: "set" }, at(cwd));
    expect(second.hash).not.toBe(first.hash);
  });

  it.skipIf(process.platform === "win32")("refuses what is no file and never ends", async () => {
    const cwd = temporaryFolder();
    symlinkSync("/dev/zero", join(cwd, "zero.json"));
    await expect(readMaterial({ from: "zero.json" }, at(cwd))).rejects.toThrow(
      "zero.json cannot be read: it is no file and no folder",
    );
  });

  it("keeps a page, and reads it again by its hash without a network", async () => {
    const cwd = temporaryFolder();
    let asked = 0;
    const base = await serve((_, response) => {
      asked++;
      response.end(API);
    });
    const from = `${base}/api.json`;
    const { hash } = await readMaterial({ from }, at(cwd));
    expect(hash).toBe(hashOf(Buffer.from(API)));
    expect((await readMaterial({ from, hash }, at(cwd))).hash).toBe(hash);
    expect(asked).toBe(1);
    await readMaterial({ from, hash: `sha256-${"0".repeat(64)}` }, at(cwd));
    expect(asked).toBe(2);
  });

  it.each([
    [{ KEI_CACHE: "/x" }, "linux", "/x"],
    [{ XDG_CACHE_HOME: "/y" }, "linux", join("/y", "kei")],
    [{ LOCALAPPDATA: "/z" }, "win32", join("/z", "kei", "Cache")],
  ] as const)("keeps things in the cache of %j on %s", (env, platform, want) => {
    expect(cacheFolder(env, platform)).toBe(want);
  });
});

interface Fake {
  /** Settings of npm that lead to it. */
  readonly env: NodeJS.ProcessEnv;
  /** Paths that were asked for. */
  readonly asked: string[];
  /** Bytes that it serves for the package. */
  packed: Buffer;
}

/** A registry of npm with one version of one package. */
async function fakeRegistry(
  files: Readonly<Record<string, string>>,
  integrity?: string,
): Promise<Fake> {
  const tar = createTar(
    Object.entries({ "package.json": '{"name":"openai","version":"1.2.3"}', ...files }).map(
      ([name, data]) => ({ name: `package/${name}`, data }),
    ),
  );
  const asked: string[] = [];
  const fake = { packed: gzipSync(tar) };
  const stated = integrity ?? `sha512-${createHash("sha512").update(fake.packed).digest("base64")}`;
  const base = await serve((request, response) => {
    asked.push(request.url ?? "");
    if (request.url?.endsWith(".tgz") === true) return void response.end(fake.packed);
    if (request.url !== "/openai") {
      response.writeHead(404);
      return void response.end("{}");
    }
    response.setHeader("content-type", "application/json");
    const version = {
      name: "openai",
      version: "1.2.3",
      license: "Apache-2.0",
      dist: { tarball: `${base}/openai-1.2.3.tgz`, integrity: stated },
    };
    const time = { "1.2.3": "2026-11-17T08:00:00.000Z" };
    response.end(
      JSON.stringify({
        name: "openai",
        "dist-tags": { latest: "1.2.3" },
        versions: { "1.2.3": version },
        time,
      }),
    );
  });
  const home = temporaryFolder();
  return Object.assign(fake, {
    asked,
    env: {
      KEI_CACHE: join(home, "kept"),
      npm_config_cache: join(home, "npm"),
      npm_config_registry: `${base}/`,
      npm_config_fetch_retries: "0",
    },
  });
}

const SDK = {
  "resources/shared.d.ts":
    '/** - "gpt-5": Announced shutdown date: 2026-12-11. */ export type ChatModel = string;',
};

describe("a package of npm", () => {
  const MODELS = { "api.json": API };

  it("comes from the registry that npm is set up with, is kept, and needs no network then", async () => {
    const fake = await fakeRegistry(SDK);
    const cwd = smallRegistry(MODELS);
    const args = ["refresh", "--date", "2026-11-30", "--from", "npm:openai@latest,api.json"];
    const { code, err } = await kei(args, { cwd, env: fake.env });
    expect([code, err]).toEqual([0, ""]);
    const written = readFileSync(join(cwd, "sources.toml"), "utf8");
    expect(written).toContain(
      [
        'id = "openai-sdk"',
        'adapter = "sdk-lifecycle"',
        'from = "npm:openai@1.2.3"',
        'version = "1.2.3"',
        `hash = "${hashOf(fake.packed, "sha512")}"`,
        'dated_at = "2026-11-17"',
        'license = "Apache-2.0"',
      ].join("\n"),
    );
    expect(readFileSync(join(cwd, "models.toml"), "utf8")).toContain('retires_at = "2026-12-11"');
    const before = fake.asked.length;
    const again = await kei(["refresh", "--date", "2026-11-30"], { cwd, env: fake.env });
    expect(again.out).toContain("0 new models, 0 changed facts");
    expect(fake.asked.length).toBe(before);
  });

  it("is not taken when its hash is not the one that the registry states", async () => {
    const wrong = `sha512-${Buffer.alloc(64).toString("base64")}`;
    const fake = await fakeRegistry(SDK, wrong);
    const cwd = smallRegistry();
    const files = readFiles(cwd);
    const { code, err } = await kei(["refresh", "--from", "npm:openai@1.2.3"], {
      cwd,
      env: fake.env,
    });
    expect(code).toBe(1);
    expect(err).toMatch(/npm:openai@1\.2\.3 (cannot be read|is not what its registry says)/);
    expect(readFiles(cwd)).toEqual(files);
  });

  it("is not taken when it is not what sources.toml says of that version", async () => {
    const fake = await fakeRegistry(SDK);
    const cwd = smallRegistry({
      "sources.toml": `[[source]]
id = "openai-sdk"
adapter = "sdk-lifecycle"
from = "npm:openai@1.2.3"
version = "1.2.3"
hash = "sha512-00"
`,
    });
    const files = readFiles(cwd);
    for (const command of ["refresh", "drift"]) {
      const { code, err } = await kei([command], { cwd, env: fake.env });
      expect([code, err]).toEqual([
        1,
        expect.stringContaining("npm:openai@1.2.3 is not what sources.toml says"),
      ]);
    }
    expect(readFiles(cwd)).toEqual(files);
  });

  it("is fetched again where what was kept is broken", async () => {
    const fake = await fakeRegistry(SDK);
    const cwd = smallRegistry();
    const args = ["refresh", "--dry-run", "--from", "npm:openai@1.2.3"];
    await kei(args, { cwd, env: fake.env });
    const kept = join(fake.env["KEI_CACHE"] as string, "npm");
    const [file = ""] = readdirSync(kept).filter((name) => name.endsWith(".tgz"));
    writeFileSync(join(kept, file), "broken");
    expect(await kei(args, { cwd, env: fake.env })).toMatchObject({ code: 0 });
  });

  it.each([
    ["npm:openai@9.9.9", /cannot be read/],
    ["npm:no-such-package@1.0.0", /cannot be read/],
    ["npm:openai", /names no package/],
    ["npm:../../etc@1", /names no package/],
    ["npm:openai@1 && rm", /names no package/],
  ])("says why %s is not to be had", async (from, message) => {
    const fake = await fakeRegistry(SDK);
    const { code, err } = await kei(["drift", "--against", from], {
      cwd: smallRegistry(),
      env: fake.env,
    });
    expect(code).toBe(1);
    expect(err).toMatch(message);
  });

  it("is not to be had without npm", async () => {
    const cwd = smallRegistry();
    mkdirSync(join(cwd, "empty"));
    const env = { PATH: join(cwd, "empty"), KEI_CACHE: join(cwd, "kept") };
    expect(await kei(["drift", "--against", "npm:openai@1.2.3"], { cwd, env })).toMatchObject({
      code: 1,
      err: expect.stringContaining("npm:openai@1.2.3 cannot be read: npm is not there"),
    });
  });
});
