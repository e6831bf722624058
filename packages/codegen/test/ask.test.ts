import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, it, vi } from "vitest";
import { runAdd } from "../src/commands/add/add.ts";
import { temporaryFolder, writeFiles } from "./support/cli.ts";
import { fakeTerminal } from "./support/fake-terminal.ts";
import { fixture } from "./support/fixtures.ts";

const ENTER = "\r";
const CTRL_C = "\u0003";
const DOWN = "\u001B[B";
const BACK = "\u007F";

/** `kei add` in a folder of its own, with a person who reads what is asked before answering. */
function added(layer: "provider" | "model", values: Record<string, string[]>) {
  const folder = temporaryFolder();
  const { provider, model, profile } = fixture("good", "everything");
  writeFiles(folder, {
    "providers.toml": provider,
    "models.toml": model,
    "agent-profiles.toml": profile,
  });
  const input = new PassThrough();
  const output = new PassThrough();
  let shown = "";
  output.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
  });
  const terminal = fakeTerminal({ person: { input, output } });
  const done = runAdd({ layer, values, prices: [] }, { registry: folder }, terminal);
  // Nothing waits for it before the last answer.
  done.catch(() => {});
  return {
    done,
    input,
    terminal,
    read: (name: string) => readFileSync(join(folder, name), "utf8"),
    /** Waits until something is shown that was not before. */
    async see(text: string): Promise<void> {
      await vi.waitFor(() => expect(shown).toContain(text));
      shown = shown.slice(shown.indexOf(text) + text.length);
    },
    answer: (...keys: string[]) => {
      for (const key of keys) input.write(key);
    },
  };
}

describe("kei add on a terminal", () => {
  it("asks for a model's keys, says what is wrong, and asks again", async () => {
    const { done, see, answer, read, terminal } = added("model", {});
    await see("provider_ref: ");
    // The choices are shown.
    await see("codex");
    answer(ENTER);
    await see("id: ");
    answer(ENTER);
    await see("it is required");
    answer("claude-sonnet-4-6", ENTER);
    await see("another model has the id claude-sonnet-4-6");
    answer(BACK.repeat("sonnet-4-6".length), "next", ENTER);
    await see("slug (optional): ");
    // What is proposed is there to change.
    await see("claude-next");
    answer(BACK.repeat("claude-next".length), "New One", ENTER);
    await see('slug is "New One", which is not a slug; lower-case letters, digits, dots,');
    answer(BACK.repeat("New One".length), "new", ENTER);
    await see("display_name: ");
    await see("Claude Next");
    answer(ENTER);
    await see("context_window (optional): ");
    answer("200_000", ENTER);
    await see("max_output_tokens (optional): ");
    answer(ENTER);
    await see("capabilities (optional): ");
    // The first and the third of the list.
    answer(" ", DOWN, DOWN, " ", ENTER);
    await see("input (optional): ");
    answer(ENTER);
    await see("Input price in USD per million tokens");
    answer("3.00", ENTER);
    await see("Output price");
    answer("15", ENTER);
    await see("source_url (optional): ");
    answer(ENTER);
    expect(await done).toBe(0);
    expect(read("models.toml")).toContain(
      [
        'id = "claude-next"',
        'slug = "new"',
        'display_name = "Claude Next"',
        "context_window = 200_000",
      ].join("\n"),
    );
    expect(read("models.toml")).toContain("300_000_000 # $3.00");
    expect(terminal.printed.out).toContain("lines added");
  });

  it("lets a person choose where there is little to choose from", async () => {
    const { done, see, answer, read } = added("provider", { id: ["mine"] });
    for (const [question, ...keys] of [
      ["display_name: ", ENTER],
      ["endpoint: ", "http://127.0.0.1/v1/chat/completions", ENTER],
      ["auth_scheme: ", DOWN, ENTER],
      ["auth_env: ", ENTER],
      ["billing_currency: ", ENTER],
      ["docs_url (optional): ", ENTER],
    ] as const) {
      await see(question);
      answer(...keys);
    }
    expect(await done).toBe(0);
    expect(read("providers.toml")).toMatch(
      /id = "mine"\ndisplay_name = "Mine"\n[^[]*auth_env = "MINE_API_KEY"\nbilling_currency = "USD"\n/,
    );
  });

  it.each([
    ["Ctrl-C", ({ answer }: ReturnType<typeof added>) => answer("half", CTRL_C)],
    ["the end of the input", ({ input }: ReturnType<typeof added>) => input.end()],
  ])("writes nothing after %s", async (_, leave) => {
    const person = added("model", {});
    const before = person.read("models.toml");
    await person.see("provider_ref: ");
    person.answer("anthropic", ENTER);
    await person.see("id: ");
    leave(person);
    await expect(person.done).rejects.toMatchObject({
      name: "UserError",
      message: "interrupted: nothing was written",
    });
    expect(person.read("models.toml")).toBe(before);
  });
});
