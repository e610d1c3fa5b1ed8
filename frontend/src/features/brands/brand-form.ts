import { isReadableGround } from '@/shared/lib/color';
import type { BrandChange, BrandInFull, Language } from './api';
import type { VersionedForm } from './use-versioned';

export interface BrandValues {
  name: string;
  color: string;
  support_email: string;
  site_url: string;
  host: string;
  language: Language;
  timezone: string;
  /** As it is typed. */
  reopen_days: string;
  asks_rating: boolean;
  survey_kind: BrandInFull['survey_kind'];
  /** As they are typed. */
  survey_days: string;
  asks_nps: boolean;
  nps_days: string;
  acknowledgement: { en: string; de: string };
}

/** The form of one brand, as its parts take it. */
export type BrandForm = VersionedForm<BrandValues, BrandInFull>;

export type BrandFault = 'nameMissing' | 'colorForm' | 'colorContrast' | 'reopenDays' | 'surveyDays' | 'npsDays' | 'words';

export const VARIABLES = ['{brand}', '{number}', '{wait}'] as const;
export const MAX_WORDS = 2000;
const MAX_DAYS = 365;
const MAX_CADENCE = 730;
const COLOR = /^#[0-9a-f]{6}$/i;

export const valuesOf = (brand: BrandInFull): BrandValues => ({
  name: brand.name,
  color: brand.color,
  support_email: brand.support_email,
  site_url: brand.site_url,
  host: brand.host,
  language: brand.language,
  timezone: brand.timezone,
  reopen_days: String(brand.reopen_days),
  asks_rating: brand.asks_rating,
  survey_kind: brand.survey_kind,
  survey_days: String(brand.survey_days),
  asks_nps: brand.asks_nps,
  nps_days: String(brand.nps_days),
  acknowledgement: brand.acknowledgement,
});

/** What is wrong with a color, as far as that can be seen here. */
export function colorFault(color: string): 'colorForm' | 'colorContrast' | null {
  if (!COLOR.test(color)) return 'colorForm';
  return isReadableGround(color) ? null : 'colorContrast';
}

/** The first thing in braces that is none of our variables, or a single brace; null where there is none. */
export function strangeIn(words: string): string | null {
  let left = words;
  for (const variable of VARIABLES) left = left.replaceAll(variable, '');
  return /\{[^{}]{0,40}\}/.exec(left)?.[0] ?? /[{}]/.exec(left)?.[0] ?? null;
}

export function faultsOf(values: BrandValues): Partial<Record<keyof BrandValues, BrandFault>> {
  const days = Number(values.reopen_days);
  const isDays = /^\d{1,3}$/.test(values.reopen_days.trim()) && days <= MAX_DAYS;
  const color = colorFault(values.color);
  const isCadence = (text: string, least: number): boolean => /^\d{1,3}$/.test(text.trim()) && Number(text) >= least && Number(text) <= MAX_CADENCE;
  return {
    ...(values.name.trim() === '' ? { name: 'nameMissing' } : {}),
    ...(color ? { color } : {}),
    ...(isDays ? {} : { reopen_days: 'reopenDays' }),
    ...(isCadence(values.survey_days, 0) ? {} : { survey_days: 'surveyDays' }),
    ...(isCadence(values.nps_days, 1) ? {} : { nps_days: 'npsDays' }),
    ...(Object.values(values.acknowledgement).some(strangeIn) ? { acknowledgement: 'words' } : {}),
  };
}

/** What has changed, as the server takes it. */
export function changeOf(values: BrandValues, changed: readonly (keyof BrandValues)[]): BrandChange {
  const whole: BrandChange = {
    ...values,
    name: values.name.trim(),
    support_email: values.support_email.trim(),
    site_url: values.site_url.trim(),
    host: values.host.trim(),
    reopen_days: Number(values.reopen_days),
    survey_days: Number(values.survey_days),
    nps_days: Number(values.nps_days),
  };
  return Object.fromEntries(Object.entries(whole).filter(([name]) => changed.includes(name as keyof BrandValues)));
}
