import { useTranslation } from 'react-i18next';

export interface ImportWords {
  number: (count: number) => string;
  kind: (kind: string) => string;
  /** Why a record does not come, or not as it was. */
  reason: (code: string) => string;
  /** Why the whole file cannot be read. */
  error: (code: string) => string;
  /** One of our values. */
  ours: (kind: string, value: string) => string;
}

/** Codes in words; what a newer server says and this screen does not know stays as it is. */
export function useWords(): ImportWords {
  const { t, i18n } = useTranslation('import');
  const known = (key: string, otherwise: string): string => (i18n.exists(`import:${key}`) ? t(key as 'title') : otherwise);
  return {
    number: (count) => new Intl.NumberFormat(i18n.language).format(count),
    kind: (kind) => known(`kind.${kind}`, kind),
    reason: (code) => known(`reason.${code}`, code.replaceAll('_', ' ')),
    error: (code) => known(`error.${code}`, code.replaceAll('_', ' ')),
    ours: (kind, value) => (value === '' ? known(`nothing.${kind}`, t('leftOut')) : known(`ours.${kind}.${value}`, value)),
  };
}
