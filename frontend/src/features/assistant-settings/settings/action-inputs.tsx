import { useTranslation } from 'react-i18next';
import { NumberField, Field, SelectField } from '@/shared/ui';
import { linesOf, tidied } from './action-draft';
import type { Action } from './api';
import { GrowingList } from './growing-list';

const KINDS = ['text', 'choice', 'integer', 'amount'] as const;

/** The values that an action takes from a customer's message, each with the only form it may have. */
export function ActionInputs({ row, set }: { row: Action; set: (change: Partial<Action>) => void }) {
  const { t } = useTranslation('assistant-settings');
  return (
    <GrowingList
      label={t('inputs.title')}
      hint={t('inputs.hint')}
      rows={row.inputs}
      most={5}
      add={t('inputs.add')}
      fresh={() => ({ name: `value${row.inputs.length + 1}`, about: '', kind: 'text' as const, mask: '', choices: [], largest: null })}
      onChange={(inputs) => set({ inputs })}
    >
      {(one, change) => (
        <>
          <Field label={t('inputs.name')} maxLength={40} value={one.name} onChange={(event) => change({ name: event.target.value })} />
          <SelectField label={t('inputs.kind')} value={one.kind} options={KINDS.map((value) => ({ value, label: t(`inputs.kinds.${value}`) }))} onChange={(kind) => change({ kind })} />
          {one.kind === 'text' ? <Field label={t('inputs.mask')} hint={t('inputs.maskHint')} maxLength={60} value={one.mask} onChange={(event) => change({ mask: event.target.value })} /> : null}
          {one.kind === 'choice' ? (
            <Field
              label={t('inputs.choices')}
              hint={t('inputs.choicesHint')}
              value={one.choices.join(', ')}
              onChange={(event) => change({ choices: linesOf(event.target.value.replaceAll(/, ?/g, '\n')) })}
              onBlur={() => change({ choices: tidied(one.choices) })}
            />
          ) : null}
          {one.kind === 'integer' || one.kind === 'amount' ? (
            <NumberField label={t('inputs.largest')} min={0} max={1_000_000_000} digits={2} isOptional value={one.largest} onChange={(largest) => change({ largest })} />
          ) : null}
        </>
      )}
    </GrowingList>
  );
}
