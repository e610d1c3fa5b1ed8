import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe, useUsers } from '@/shared/directory';
import { LeaveGuard } from '@/shared/form';
import { Button, Field, SelectField } from '@/shared/ui';
import { STATES, type Gap, type GapChange } from './api';

interface GapStateProps {
  gap: Gap;
  isBusy: boolean;
  onChange: (change: GapChange) => void;
}

/** Who closes a gap and how far that is; dismissing it needs a reason. */
export function GapState({ gap, isBusy, onChange }: GapStateProps) {
  const { t } = useTranslation(['kb-gaps', 'shared']);
  const me = useMe();
  const users = useUsers();
  const [isDismissing, setDismissing] = useState(false);
  const [reason, setReason] = useState('');
  return (
    <div className="kg-part kg-state">
      <SelectField
        label={t('gaps.owner')}
        value={gap.owner ? String(gap.owner.id) : ''}
        disabled={isBusy}
        options={[
          { value: '', label: t('gaps.nobody') },
          ...users.map((user) => ({ value: String(user.id), label: user.id === me?.id ? t('shared:you') : user.name })),
        ]}
        onChange={(owner) => onChange({ owner_id: owner ? Number(owner) : null })}
      />
      <SelectField
        label={t('gaps.state')}
        value={isDismissing ? 'dismissed' : gap.state}
        disabled={isBusy}
        options={STATES.map((value) => ({ value, label: t(`state.${value}`) }))}
        onChange={(state) => {
          setDismissing(state === 'dismissed');
          if (state !== 'dismissed' && state !== gap.state) onChange({ state });
        }}
      />
      {gap.state === 'dismissed' && gap.reason ? <p className="t2 kg-wide">{t('dismissed', { reason: gap.reason })}</p> : null}
      {isDismissing && gap.state !== 'dismissed' ? (
        <form
          className="kg-wide"
          onSubmit={(event) => {
            event.preventDefault();
            onChange({ state: 'dismissed', reason });
          }}
        >
          <Field label={t('why')} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
          <Button type="submit" disabled={isBusy || reason.trim() === ''}>
            {t('dismiss')}
          </Button>
          <LeaveGuard isChanged={reason.trim() !== ''} holds={['gap']} />
        </form>
      ) : null}
    </div>
  );
}
