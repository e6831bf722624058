/** What a reader chose once, for all pages. */
export const languages = ["en", "ru"] as const;
export type Language = (typeof languages)[number];
export const themes = ["auto", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** That of the address, else the one that was chosen, else that of the browser. */
export function language(): Language {
  const asked = new URLSearchParams(location.search).get("lang");
  const wanted = asked ?? stored("lang") ?? navigator.language.slice(0, 2);
  return languages.find((each) => each === wanted) ?? "en";
}

export function theme(): Theme {
  return themes.find((each) => each === stored("theme")) ?? "auto";
}

export function applyTheme(chosen: Theme): void {
  document.documentElement.dataset["theme"] = chosen;
}

/** A browser that keeps nothing for pages refuses by an error: then it is as if nothing was chosen. */
function stored(name: "lang" | "theme"): string | undefined {
  try {
    return localStorage.getItem(`kei-${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function store(name: "lang" | "theme", value: string): void {
  try {
    localStorage.setItem(`kei-${name}`, value);
  } catch {
    // It holds for this page.
  }
}
