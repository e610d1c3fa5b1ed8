import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, DecimalField, Field, SelectField } from '@/shared/ui';
import { linesOf, tidied } from './action-draft';
import type { Action } from './api';

type Input = Action['inputs'][number];
const KINDS = ['text', 'choice', 'integer', 'amount'] as const;
const MOST = 5;

/** The values that an action takes from a customer's message, each with the only form it may have. */
export function ActionInputs({ row, set }: { row: Action; set: (change: Partial<Action>) => void }) {
  const { t } = useTranslation('assistant-settings');
  const add = useRef<HTMLButtonElement>(null);
  const change = (place: number, part: Partial<Input>): void => set({ inputs: row.inputs.map((one, at) => (at === place ? { ...one, ...part } : one)) });
  return (
    <div role="group" aria-label={t('inputs.title')} className="as-group">
      <span className="lab">{t('inputs.title')}</span>
      <p className="hint">{t('inputs.hint')}</p>
      <ul className="as-limits">
        {row.inputs.map((one, place) => (
          <li key={place}>
            <Field label={t('inputs.name')} maxLength={40} value={one.name} onChange={(event) => change(place, { name: event.target.value })} />
            <SelectField label={t('inputs.kind')} value={one.kind} options={KINDS.map((value) => ({ value, label: t(`inputs.kinds.${value}`) }))} onChange={(kind) => change(place, { kind })} />
            {one.kind === 'text' ? <Field label={t('inputs.mask')} hint={t('inputs.maskHint')} maxLength={60} value={one.mask} onChange={(event) => change(place, { mask: event.target.value })} /> : null}
            {one.kind === 'choice' ? (
              <Field
                label={t('inputs.choices')}
                hint={t('inputs.choicesHint')}
                value={one.choices.join(', ')}
                onChange={(event) => change(place, { choices: linesOf(event.target.value.replaceAll(/, ?/g, '\n')) })}
                onBlur={() => change(place, { choices: tidied(one.choices) })}
              />
            ) : null}
            {one.kind === 'integer' || one.kind === 'amount' ? (
              <DecimalField label={t('inputs.largest')} min={0} max={1_000_000_000} isOptional value={one.largest} onChange={(largest) => change(place, { largest })} />
            ) : null}
            <Button
              variant="ghost"
              onClick={() => {
                set({ inputs: row.inputs.filter((_, at) => at !== place) });
                add.current?.focus();
              }}
            >
              {t('remove')}
            </Button>
          </li>
        ))}
      </ul>
      <div>
        <Button
          ref={add}
          size="sm"
          unavailable={row.inputs.length < MOST ? null : t('inputs.enough', { most: MOST })}
          onClick={() => set({ inputs: [...row.inputs, { name: `value${row.inputs.length + 1}`, about: '', kind: 'text', mask: '', choices: [], largest: null }] })}
        >
          {t('inputs.add')}
        </Button>
      </div>
    </div>
  );
}
