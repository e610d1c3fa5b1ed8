import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '@/shared/directory';
import { routingApi, rulesQuery, settingsOf, type Preferences, type RoutingRules } from './api';
import { isSame } from './draft';

const namesOf = (values: Preferences): (keyof Preferences)[] => Object.keys(values) as (keyof Preferences)[];

/** The settings that are not as they were. */
const differences = (before: Preferences, after: Preferences): Partial<Preferences> =>
  Object.fromEntries(namesOf(after).filter((name) => !isSame(before[name], after[name])).map((name) => [name, after[name]]));

/** A draft of the settings besides the rules, which are published as they are. */
export function usePreferences() {
  const may = useMay('routing.write');
  const query = useQuery({ ...rulesQuery, enabled: may });
  const [draft, setDraft] = useState<{ seen: RoutingRules; values: Preferences } | null>(null);
  const changed = draft !== null && !isSame(draft.values, draft.seen.settings) ? draft : null;
  const seen = changed?.seen ?? query.data;
  const values = changed?.values ?? query.data?.settings ?? null;
  const newest = query.data;
  const newer = changed && newest && newest.version > changed.seen.version ? newest : null;
  return {
    query,
    values,
    version: seen?.version ?? 0,
    isChanged: changed !== null,
    /** What somebody has published since the draft began. */
    newer: newer?.version ?? null,
    /** Go on with what was changed as a change of what is in force now. */
    keep: () => {
      if (changed && newer) setDraft({ seen: newer, values: { ...newer.settings, ...differences(changed.seen.settings, changed.values) } });
    },
    set: (change: Partial<Preferences>) => {
      if (seen && values) setDraft({ seen, values: { ...values, ...change } });
    },
    discard: () => setDraft(null),
    body: values ? settingsOf(values) : {},
    publish: () => (seen && values ? routingApi.publish(seen, { settings: settingsOf(values) }) : Promise.reject(new Error('nothing to publish'))),
  };
}
