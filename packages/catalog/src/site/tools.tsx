import { useState } from "react";
import {
  applyTheme,
  type Language,
  languages,
  store,
  type Theme,
  theme,
  themes,
} from "../state/preferences.ts";
import { useSite } from "../state/site-context.ts";

const NAMES: Readonly<Record<Language, string>> = { en: "English", ru: "Русский" };

/** What a reader chooses for all pages: language and colours. */
export function Tools({
  language,
  onLanguage,
}: {
  readonly language: Language;
  readonly onLanguage: (language: Language) => void;
}) {
  const { words } = useSite();
  return (
    <div className="tools">
      <label>
        <span className="hidden">{words.language}</span>
        <select value={language} onChange={({ target }) => onLanguage(target.value as Language)}>
          {languages.map((each) => (
            <option key={each} value={each} lang={each}>
              {NAMES[each]}
            </option>
          ))}
        </select>
      </label>
      <ThemeChoice />
    </div>
  );
}

function ThemeChoice() {
  const { words } = useSite();
  const [chosen, choose] = useState(theme);
  const set = (value: Theme) => {
    choose(value);
    applyTheme(value);
    store("theme", value);
  };
  return (
    <label>
      <span className="hidden">{words.theme}</span>
      <select value={chosen} onChange={({ target }) => set(target.value as Theme)}>
        {themes.map((each) => (
          <option key={each} value={each}>
            {words.themeName[each]}
          </option>
        ))}
      </select>
    </label>
  );
}
