import { textsFrom } from '@/shared/lib/i18n';

export const texts = textsFrom(
  import.meta.glob(['../shared/locales/*.json', '../shared/*/locales/*.json', './locales/*.json', '../features/*/locales/*.json'], {
    eager: true,
    import: 'default',
  }),
  'app',
);

/** The language of the last visit, else the browser's; the person's own setting follows after sign-in. */
export function storedLocale(): string {
  const wanted = localStorage.getItem('candor.locale') ?? navigator.language;
  return wanted.startsWith('de') ? 'de' : 'en';
}
