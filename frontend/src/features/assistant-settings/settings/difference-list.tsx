import { useTranslation } from 'react-i18next';
import { useUsers } from '@/shared/directory';
import type { Difference } from './api';

/** What differs between two configurations, each in a sentence. */
export function DifferenceList({ differences }: { differences: readonly Difference[] }) {
  const { t } = useTranslation('assistant-settings');
  const text = useDifferenceText();
  if (differences.length === 0) return <p className="hint">{t('noDifference')}</p>;
  return (
    <ul className="as-diff">
      {differences.map((one) => (
        <li key={`${one.area}/${one.kind}/${one.name}/${one.field}`} dir="auto">
          {text(one)}
        </li>
      ))}
    </ul>
  );
}

/** What holds where nothing is set. */
const UNSET = { threshold: 'shipped', max_wrong: 'shipped', daily_usd: 'noLimit' } as const;

function useDifferenceText(): (one: Difference) => string {
  const { t, i18n } = useTranslation('assistant-settings');
  const users = useUsers();
  const list = new Intl.ListFormat(i18n.language, { type: 'conjunction' });
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 4 });
  const valueOf = (value: unknown, field: string): string => {
    if ((value === null || value === undefined) && field in UNSET) return t(UNSET[field as keyof typeof UNSET]);
    if (value === null || value === undefined || value === '') return t('none');
    if (field === 'owner_id') return users.find(({ id }) => id === value)?.name ?? t('somebody');
    if (typeof value === 'boolean') return t(value ? 'on' : 'off');
    if (typeof value === 'number') return number.format(value);
    if (Array.isArray(value)) return value.length > 0 ? list.format(value.map(String)) : t('none');
    return typeof value === 'string' ? value : '';
  };
  return ({ area, kind, name, field, before, after }) => {
    const what = name ? t('difference.named', { area: t(`area.${area}`), name }) : t(`area.${area}`);
    if (kind !== 'changed') return t(`difference.${kind}`, { what });
    return t('difference.changed', {
      what,
      field: t(`field.${field}`, { defaultValue: field }),
      before: valueOf(before, field),
      after: valueOf(after, field),
    });
  };
}
