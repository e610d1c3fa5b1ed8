import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { channelRulesQuery } from '../../directory';
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
  const client = useQueryClient();

  async function begin(): Promise<void> {
    set({ call: NEW_CALL, kind: 'note' });
    const rules = await client.fetchQuery(channelRulesQuery).catch(() => []);
    if (rules.some((rule) => rule.channel === 'phone' && rule.tells_customer)) set({ kind: 'public' });
  }

  return (
    <>
      <Checkbox label={t('call.fromCall')} isChecked={values.call !== null} onChange={(isCall) => (isCall ? void begin() : set({ call: null }))} />
      {values.call && <CallFields call={values.call} onChange={(call) => set({ call })} />}
    </>
  );
}
