import i18next, { type i18n, type PostProcessorModule } from 'i18next';
import { initReactI18next } from 'react-i18next';

/** Texts by locale and namespace; a namespace is a feature (`inbox`), `shared` or `app`. */
export type Texts = Record<string, Record<string, Record<string, unknown>>>;

const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur']);

/**
 * Turn files such as `../features/inbox/locales/en.json` into texts; the folder above `locales` is
 * the namespace. `here` names the folder that looks: its own path is only `./locales/en.json`.
 */
export function textsFrom(files: Record<string, unknown>, here: string): Texts {
  const texts: Texts = {};
  for (const [path, content] of Object.entries(files)) {
    const [, folder, locale] = /([^/]+)\/locales\/([\w-]+)\.json$/.exec(path) ?? [];
    if (!folder || !locale) continue;
    (texts[locale] ??= {})[folder === '.' ? here : folder] = content as Record<string, unknown>;
  }
  return texts;
}

/** A sentence that ends with an abbreviation ("21 Std. 55 Min.") has one full stop; an ellipsis keeps its three. */
const oneStop: PostProcessorModule = {
  type: 'postProcessor',
  name: 'oneStop',
  process: (text: string) => text.replace(/(?<=\p{L})\.\.(?=\s|$)/gu, '.'),
};

export function startI18n(texts: Texts, locale: string): i18n {
  void i18next.use(initReactI18next).use(oneStop).init({
    resources: texts,
    lng: locale,
    fallbackLng: 'en',
    defaultNS: 'shared',
    interpolation: { escapeValue: false },
    initAsync: false,
    postProcess: ['oneStop'],
  });
  applyToDocument(locale);
  i18next.on('languageChanged', applyToDocument);
  return i18next;
}

function applyToDocument(locale: string): void {
  document.documentElement.lang = locale;
  document.documentElement.dir = RIGHT_TO_LEFT.has(locale.split('-')[0] ?? '') ? 'rtl' : 'ltr';
}
