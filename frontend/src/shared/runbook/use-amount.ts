import { useTranslation } from 'react-i18next';

/** Writes how much of what, such as "250 USD". */
export function useAmount(): (value: number, unit: string) => string {
  const { i18n } = useTranslation();
  const format = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 2 });
  return (value, unit) => [format.format(value), unit].filter(Boolean).join(' ');
}
