import { type ReactNode, useState } from "react";
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

const sections = [
  ["", "titleModels"],
  ["providers/", "titleProviders"],
  ["profiles/", "titleProfiles"],
  ["compare/", "titleCompare"],
  ["changes/", "titleChanges"],
] as const;

export interface LayoutProps {
  /** Path of the section that the page belongs to. */
  readonly section: string;
  readonly language: Language;
  readonly onLanguage: (language: Language) => void;
  readonly children: ReactNode;
}

/** What all pages have around them. */
export function Layout({ section, language, onLanguage, children }: LayoutProps) {
  const { words, href, fileHref, asOf, contentHash } = useSite();
  return (
    <>
      <a className="skip" href="#content">
        {words.skip}
      </a>
      <header className="top">
        <a className="brand" href={href("")}>
          Kei
        </a>
        <nav>
          {sections.map(([path, title]) => (
            <a key={path} href={href(path)} aria-current={path === section ? "page" : undefined}>
              {words[title]}
            </a>
          ))}
        </nav>
        <div className="tools">
          <label>
            <span className="hidden">{words.language}</span>
            <select
              value={language}
              onChange={({ target }) => onLanguage(target.value as Language)}
            >
              {languages.map((each) => (
                <option key={each} value={each} lang={each}>
                  {NAMES[each]}
                </option>
              ))}
            </select>
          </label>
          <ThemeChoice />
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <footer>
        <span>{words.asOf(asOf)}</span>
        <span title={contentHash}>
          {words.hash} <code>{contentHash.slice(0, 19)}…</code>
        </span>
        <a href={fileHref("api/registry.json")}>JSON</a>
        <a href={fileHref("llms.txt")}>llms.txt</a>
        <a href={fileHref("feed.xml")}>{words.feed}</a>
        <a href={fileHref("retirements.ics")}>{words.calendar}</a>
      </footer>
    </>
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
