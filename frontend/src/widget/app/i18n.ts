import { de } from './de';
import { en, type Words } from './en';

/** A key if the dictionary has it, for codes that come from the server. */
export const knownKey = (key: string): keyof Words | null => (key in en ? (key as keyof Words) : null);

export type Values = Record<string, string | number>;

/** The widget's words in one language, with times as the reader writes them. */
export interface Language {
  locale: string;
  dir: 'ltr' | 'rtl';
  t: (key: keyof Words, values?: Values) => string;
  /** "13:41" or "4:15 PM" today, "12 Mar" before. */
  time: (iso: string) => string;
  /** "12 min", "2 h", "3 days". */
  span: (seconds: number) => string;
  size: (bytes: number) => string;
}

const DICTIONARIES: Record<string, Words> = { en, de };

export function fill(text: string, values: Values = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

function known(locale: string): string {
  try {
    return new Intl.DateTimeFormat(locale).resolvedOptions().locale;
  } catch {
    return 'en';
  }
}

export function language(wanted: string, dir: 'ltr' | 'rtl', now: () => Date = () => new Date()): Language {
  const locale = known(wanted);
  const words = DICTIONARIES[locale.split('-')[0] ?? ''] ?? en;
  // Times follow the words: an English sentence with Japanese units in it would be no language at all.
  const format = words === en && !locale.startsWith('en') ? 'en' : locale;
  const clock = new Intl.DateTimeFormat(format, { hour: 'numeric', minute: '2-digit' });
  const day = new Intl.DateTimeFormat(format, { day: 'numeric', month: 'short' });
  const unit = (value: number, name: string, unitDisplay: 'short' | 'long' = 'short') =>
    new Intl.NumberFormat(format, { style: 'unit', unit: name, unitDisplay, maximumFractionDigits: 1 }).format(value);
  return {
    locale: format,
    dir,
    t: (key, values) => fill(words[key], values),
    time(iso) {
      const at = new Date(iso);
      return at.toDateString() === now().toDateString() ? clock.format(at) : day.format(at);
    },
    span(seconds) {
      const minutes = Math.max(1, Math.ceil(seconds / 60));
      if (minutes < 90) return unit(minutes <= 10 ? minutes : Math.ceil(minutes / 5) * 5, 'minute');
      if (minutes < 36 * 60) return unit(Math.ceil(minutes / 30) / 2, 'hour');
      return unit(Math.ceil(minutes / (24 * 60)), 'day', 'long');
    },
    size: (bytes) => (bytes < 1_000_000 ? unit(Math.max(1, Math.round(bytes / 1000)), 'kilobyte') : unit(bytes / 1_000_000, 'megabyte')),
  };
}
