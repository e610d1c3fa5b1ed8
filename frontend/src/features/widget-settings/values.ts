import type { WidgetSettings } from './api';
import type { Tab } from './search';

/** The tab on which each member is edited. */
export const TAB_OF = {
  is_enabled: 'install',
  allowed_origins: 'install',
  is_identity_required: 'identity',
  is_email_trusted: 'identity',
  area_rules: 'areas',
  is_consent_required: 'privacy',
  consent_text: 'privacy',
  retention_days: 'privacy',
  hidden_fields: 'privacy',
  hidden_selectors: 'privacy',
  hidden_params: 'privacy',
  color: 'look',
  position: 'look',
  theme: 'look',
  greeting: 'look',
  launcher_text: 'look',
  languages: 'look',
  translations: 'look',
} as const satisfies Partial<Record<keyof WidgetSettings, Tab>>;

export type Name = keyof typeof TAB_OF;
export type Values = Pick<WidgetSettings, Name>;
export const NAMES = Object.keys(TAB_OF) as Name[];
export const MAX_RETENTION = 365;

export const valuesOf = (settings: WidgetSettings): Values =>
  Object.fromEntries(NAMES.map((name) => [name, settings[name]])) as unknown as Values;

export function isSelector(text: string): boolean {
  try {
    document.createDocumentFragment().querySelector(text);
    return true;
  } catch {
    return false;
  }
}

export const isColor = (text: string): boolean => text === '' || /^#[0-9a-f]{6}$/i.test(text);

/** The first tab with something in it that is not right; null for none. */
export const tabOfFirst = (wrong: readonly string[]): Tab | null => {
  const first = NAMES.find((name) => wrong.includes(name));
  return first ? TAB_OF[first] : null;
};

type Translated = 'greeting' | 'launcher_text' | 'consent_text';

/** One of the brand's texts in a language: the first language has the text itself. */
export function textIn(values: Values, name: Translated, language: string): string {
  return language === values.languages[0] ? values[name] : (values.translations[language]?.[name] ?? '');
}

/** What changes when that text does. */
export function withText(values: Values, name: Translated, language: string, text: string): Partial<Values> {
  if (language === values.languages[0]) return { [name]: text };
  const { [name]: _old, ...rest } = values.translations[language] ?? {};
  const { [language]: _gone, ...others } = values.translations;
  const texts = text ? { ...rest, [name]: text } : rest;
  return { translations: Object.keys(texts).length > 0 ? { ...others, [language]: texts } : others };
}
