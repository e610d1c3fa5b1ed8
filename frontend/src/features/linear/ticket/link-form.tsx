import { useTranslation } from 'react-i18next';
import { Field } from '@/shared/ui';
import { traitsOf, wordsOf } from '../api';
import type { Draft } from './draft';

/** An issue by its address: nothing is said there but where the ticket is. */
export function LinkForm({ system, draft, onChange }: { system: string; draft: Draft; onChange: (change: Partial<Draft>) => void }) {
  const { t } = useTranslation('linear');
  return (
    <Field
      label={t('link.address')}
      hint={t('link.hint', wordsOf(system))}
      value={draft.address}
      maxLength={500}
      dir="ltr"
      autoComplete="off"
      spellCheck={false}
      placeholder={traitsOf(system).issueLooks}
      onChange={(event) => onChange({ address: event.target.value })}
    />
  );
}
