import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, NumberField, Field, SelectField } from '@/shared/ui';
import type { Limit } from './api';
import { CHANNELS, TYPES } from './boundary-draft';

const PLACES = ['', ...CHANNELS] as const;

export interface LimitRowsProps {
  rows: readonly Limit[];
  isLocked: boolean;
  onChange: (rows: Limit[]) => void;
}

/** Thresholds of their own for channels and categories. */
export function LimitRows({ rows, isLocked, onChange }: LimitRowsProps) {
  const { t } = useTranslation('assistant-settings');
  const add = useRef<HTMLButtonElement>(null);
  const set = (place: number, change: Partial<Limit>): void => onChange(rows.map((row, at) => (at === place ? { ...row, ...change } : row)));
  return (
    <fieldset disabled={isLocked} className="as-set">
      <legend className="vh">{t('limits.title')}</legend>
      <datalist id="as-types">
        {TYPES.map((type) => (
          <option key={type} value={type} label={t(`type.${type}`)} />
        ))}
      </datalist>
      <ul className="as-limits">
        {rows.map((row, place) => (
          <li key={place}>
            <SelectField label={t('limits.channel')} value={row.channel} options={PLACES.map((value) => ({ value, label: t(`channel.${value || 'any'}`) }))} onChange={(channel) => set(place, { channel })} />
            <Field label={t('limits.category')} list="as-types" maxLength={80} placeholder={t('limits.any')} value={row.category} onChange={(event) => set(place, { category: event.target.value })} />
            <NumberField label={t('limits.threshold')} min={0} max={1} value={row.threshold} onChange={(threshold) => set(place, { threshold: threshold ?? Number.NaN })} />
            <Button
              variant="ghost"
              onClick={() => {
                onChange(rows.filter((_, at) => at !== place));
                add.current?.focus();
              }}
            >
              {t('remove')}
            </Button>
          </li>
        ))}
      </ul>
      {rows.length === 0 ? <p className="hint">{t('limits.none')}</p> : null}
      <Button ref={add} size="sm" onClick={() => onChange([...rows, { channel: 'email', category: '', threshold: 0.9 }])}>
        {t('limits.add')}
      </Button>
    </fieldset>
  );
}

/** What is wrong with a list of limits, as a key of its words; null if nothing. */
export function lackOfLimits(rows: readonly Limit[]): 'empty' | 'twice' | null {
  const places = rows.map(({ channel, category }) => `${channel}/${category.trim().toLowerCase()}`);
  if (places.includes('/')) return 'empty';
  return new Set(places).size < places.length ? 'twice' : null;
}
