import { useState } from "react";
import { useSite } from "../state/site-context.ts";
import type { Snippet } from "./snippets.ts";

/** Snippets, of which one is shown, with a button that copies it. */
export function SnippetTabs({ snippets }: { readonly snippets: readonly Snippet[] }) {
  const { words } = useSite();
  const [chosen, choose] = useState(snippets[0]?.name);
  const shown = snippets.find(({ name }) => name === chosen);
  return (
    <div className="snippets">
      <div className="head">
        <fieldset>
          <legend className="hidden">{words.snippets}</legend>
          <div className="switch">
            {snippets.map(({ name }) => (
              <label key={name}>
                <input
                  type="radio"
                  name="snippet"
                  checked={name === chosen}
                  onChange={() => choose(name)}
                />
                <span>{words.snippetName[name]}</span>
              </label>
            ))}
          </div>
        </fieldset>
        {shown === undefined ? null : <CopyButton key={shown.name} text={shown.text} />}
      </div>
      {snippets.map(({ name, text }) => (
        <div key={name} hidden={name !== chosen}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it by keys */}
          <pre tabIndex={0}>
            <code>{text}</code>
          </pre>
        </div>
      ))}
    </div>
  );
}

function CopyButton({ text }: { readonly text: string }) {
  const { words } = useSite();
  const [state, setState] = useState<"copy" | "copied" | "notCopied">("copy");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState("copied");
    } catch {
      // A page that is not served over https may not write there.
      setState("notCopied");
    }
  };
  return (
    <>
      <button type="button" className="quiet" onClick={copy}>
        {words[state]}
      </button>
      <span role="status" className="hidden">
        {state === "copy" ? "" : words[state]}
      </span>
    </>
  );
}
