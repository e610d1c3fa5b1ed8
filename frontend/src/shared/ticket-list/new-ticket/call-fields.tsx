import { useTranslation } from 'react-i18next';
import { NumberField, Segmented } from '../../ui';
import { MOST_MINUTES, type CallValues } from './call-values';

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
      <NumberField
        label={t('call.minutes')}
        isOptional
        min={0}
        max={MOST_MINUTES}
        digits={1}
        value={call.minutes}
        onChange={(minutes) => onChange({ ...call, minutes })}
      />
    </div>
  );
}
