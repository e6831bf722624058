import {
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { createAppender, type OpenFile } from "../../src/ledger/append-lines.ts";

const folder = mkdtempSync(join(tmpdir(), "kei-ledger-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file that takes so many bytes, and then is full. */
function smallFile(room: number) {
  let text = "";
  let left = room;
  const file: OpenFile = {
    async read(into) {
      into[0] = Buffer.from(text).at(-1) ?? 0;
    },
    stat: async () => ({ size: text.length, isFile: () => true }),
    async write(bytes, offset) {
      if (left === 0) throw new Error("ENOSPC: no space left on device");
      const part = Buffer.from(bytes).subarray(offset, offset + Math.min(left, 5));
      left -= part.length;
      text += part.toString("latin1");
      return { bytesWritten: part.length };
    },
    close: async () => {},
  };
  return {
    append: createAppender("small", async () => file),
    grow: (more: number) => (left += more),
    text: () => text,
  };
}

it("D5: appends whole lines, to a file that only its owner reads", async () => {
  const path = join(folder, "new.jsonl");
  const append = createAppender(path);
  expect(await append(['{"a":1}', '{"ä":2}'])).toEqual({ lines: 2 });
  expect(await append(['{"a":3}'])).toEqual({ lines: 1 });
  expect(readFileSync(path, "utf8")).toBe('{"a":1}\n{"ä":2}\n{"a":3}\n');
  if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
});

it("D5: begins a line of its own after one that somebody else could not end", async () => {
  const path = join(folder, "torn.jsonl");
  writeFileSync(path, '{"a":1}\n{"a":');
  const append = createAppender(path);
  await append(["{}"]);
  await append(["{}"]);
  expect(readFileSync(path, "utf8")).toBe('{"a":1}\n{"a":\n{}\n{}\n');
});

it("D5: after a disk that was full it says which lines are there, and goes on with a line of its own", async () => {
  const { append, grow, text } = smallFile(12);
  expect(await append(["aaaa", "bbbb", "cccc"])).toMatchObject({
    lines: 2,
    error: { message: "ENOSPC: no space left on device" },
  });
  expect(text()).toBe("aaaa\nbbbb\ncc");
  grow(100);
  expect(await append(["dddd"])).toEqual({ lines: 1 });
  expect(text()).toBe("aaaa\nbbbb\ncc\ndddd\n");
});

it("D5: a file that was moved away is made anew, and a folder that is not there is an error until it is", async () => {
  const path = join(folder, "log.jsonl");
  const append = createAppender(path);
  await append(["{}"]);
  renameSync(path, join(folder, "log.1.jsonl"));
  await append(["[]"]);
  expect(readFileSync(path, "utf8")).toBe("[]\n");
  const missing = createAppender(join(folder, "missing", "log.jsonl"));
  expect(await missing(["{}"])).toMatchObject({ lines: 0, error: { code: "ENOENT" } });
});

it.skipIf(!existsSync("/dev/full"))("D5: a full device loses lines, not the program", async () => {
  const append = createAppender("/dev/full");
  expect(await append(["{}"])).toMatchObject({ lines: 0, error: { code: "ENOSPC" } });
});

it("D5: what goes out and cannot be closed may be lost", async () => {
  const open = async (): Promise<OpenFile> => ({
    read: async () => {},
    stat: async () => ({ size: 0, isFile: () => true }),
    write: async (bytes, offset) => ({ bytesWritten: bytes.length - offset }),
    close: () => Promise.reject(new Error("EIO")),
  });
  expect(await createAppender("x", open)(["{}"])).toMatchObject({
    lines: 0,
    error: { message: "EIO" },
  });
});
