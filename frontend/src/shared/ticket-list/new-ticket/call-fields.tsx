import { useTranslation } from 'react-i18next';
import { Field, Segmented } from '../../ui';
import type { CallValues } from './call-values';

interface CallFieldsProps {
  call: CallValues;
  onChange: (call: CallValues) => void;
}

/** Who rang whom, and for how long. */
export function CallFields({ call, onChange }: CallFieldsProps) {
  const { t } = useTranslation('ticket-list');
  return (
    <div className="form-pair">
      <div>
        <span className="lab">{t('call.direction')}</span>
        <Segmented
          label={t('call.direction')}
          value={call.direction}
          onChange={(direction) => onChange({ ...call, direction })}
          options={[
            { value: 'incoming', label: t('call.incoming') },
            { value: 'outgoing', label: t('call.outgoing') },
          ]}
        />
      </div>
      <Field
        label={t('call.minutes')}
        type="number"
        inputMode="numeric"
        min={0}
        max={1440}
        step={1}
        value={call.minutes}
        onChange={(event) => onChange({ ...call, minutes: event.target.value })}
      />
    </div>
  );
}
