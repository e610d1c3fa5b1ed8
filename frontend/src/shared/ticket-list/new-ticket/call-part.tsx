import { useTranslation } from 'react-i18next';
import { useChannelRule } from '../../directory';
import { Checkbox } from '../../ui';
import { CallFields } from './call-fields';
import { NEW_CALL } from './call-values';
import type { Values } from './values';

interface CallPartProps {
  values: Values;
  set: (change: Partial<Values>) => void;
}

/** Says that the ticket comes of a phone call. What was said stays with the team, unless an admin wants it told. */
export function CallPart({ values, set }: CallPartProps) {
  const { t } = useTranslation('ticket-list');
  const rule = useChannelRule('phone');
  // Decided with the click: an answer that comes later must not send what was to stay with the team.
  const kind = rule?.tells_customer ? 'public' : 'note';
  return (
    <>
      <Checkbox label={t('call.fromCall')} isChecked={values.call !== null} onChange={(isCall) => set(isCall ? { call: NEW_CALL, kind } : { call: null })} />
      {values.call && <CallFields call={values.call} onChange={(call) => set({ call })} />}
    </>
  );
}
