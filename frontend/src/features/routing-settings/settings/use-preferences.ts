import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '@/shared/directory';
import type { MergeNotes } from '@/shared/lib/three-way';
import { routingApi, rulesQuery, settingsOf, type Preferences, type RoutingRules } from './api';
import { isSame } from './draft';
import { mergedPreferences } from './preferences-merge';

interface Draft {
  seen: RoutingRules;
  values: Preferences;
  /** What became of it when it went on on top of a newer version, by places. */
  notes: MergeNotes | null;
}

/** A draft of the settings besides the rules, which are published as they are. */
export function usePreferences() {
  const may = useMay('routing.write');
  const query = useQuery({ ...rulesQuery, enabled: may });
  const [draft, setDraft] = useState<Draft | null>(null);
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
    /** What the draft became on top of the version in force, by places. */
    notes: changed?.notes ?? null,
    /** Go on with what was changed as a change of what is in force now, value by value. */
    keep: () => {
      if (changed && newer) setDraft({ seen: newer, ...mergedPreferences({ base: changed.seen.settings, mine: changed.values, theirs: newer.settings }) });
    },
    set: (change: Partial<Preferences>) => {
      if (seen && values) setDraft({ seen, values: { ...values, ...change }, notes: changed?.notes ?? null });
    },
    discard: () => setDraft(null),
    body: values ? settingsOf(values) : {},
    publish: () => (seen && values ? routingApi.publish(seen, { settings: settingsOf(values) }) : Promise.reject(new Error('nothing to publish'))),
  };
}

export type PreferencesForm = ReturnType<typeof usePreferences>;
