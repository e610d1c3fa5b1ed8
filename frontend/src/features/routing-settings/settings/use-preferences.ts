import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '@/shared/directory';
import { routingApi, rulesQuery, settingsOf, type Preferences, type RoutingRules } from './api';
import { isSame } from './draft';

/** A draft of the settings besides the rules, which are published as they are. */
export function usePreferences() {
  const may = useMay('routing.write');
  const query = useQuery({ ...rulesQuery, enabled: may });
  const [draft, setDraft] = useState<{ seen: RoutingRules; values: Preferences } | null>(null);
  const seen = draft?.seen ?? query.data;
  const values = draft?.values ?? query.data?.settings ?? null;
  return {
    query,
    values,
    version: seen?.version ?? 0,
    isChanged: draft !== null && !isSame(draft.values, draft.seen.settings),
    set: (change: Partial<Preferences>) => {
      if (seen && values) setDraft({ seen, values: { ...values, ...change } });
    },
    discard: () => setDraft(null),
    body: values ? settingsOf(values) : {},
    publish: () => (seen && values ? routingApi.publish(seen, { settings: settingsOf(values) }) : Promise.reject(new Error('nothing to publish'))),
  };
}
