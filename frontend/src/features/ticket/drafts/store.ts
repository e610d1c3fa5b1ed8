import { useEffect, useSyncExternalStore } from 'react';

import { isProblem } from '@/shared/api';
import { keep, onOwnerChange, readKept } from '@/shared/lib/owner-storage';

import { draftApi } from '../api';
import type { DraftState, StoredDraft } from '../model/draft-machine';
import { isUnderWay } from '../outbox/under-way';
import type { ComposerKind } from '../types';
import { createDraftKeeper, type DraftKeeper, type SaveResult } from './draft-keeper';

const keepers = new Map<string, DraftKeeper>();
/** The ticket whose draft a keeper keeps; a merge makes it another one. */
const places = new Map<DraftKeeper, number>();

function otherDraft(error: unknown): StoredDraft | null {
  if (!isProblem(error) || (error.status !== 409 && error.status !== 412)) return null;
  const { body, version } = error.data as Partial<StoredDraft>;
  return typeof body === 'string' && typeof version === 'number' ? { body, version } : null;
}

async function save(
  ticket: number,
  kind: ComposerKind,
  draft: StoredDraft,
  isLeaving: boolean,
): Promise<SaveResult> {
  try {
    const stored = await (isLeaving ? draftApi.saveOnLeaving : draftApi.save)(ticket, kind, draft);
    return { type: 'saved', version: stored.version };
  } catch (error) {
    const other = otherDraft(error);
    return other ? { type: 'refused', other } : { type: 'fault' };
  }
}

/** The keeper of one draft; the same one for as long as the page lives. */
export function draftKeeper(ticket: number, kind: ComposerKind): DraftKeeper {
  const key = `${ticket}:${kind}`;
  const known = keepers.get(key);
  if (known) return known;
  const here = (): number => places.get(keeper) ?? ticket;
  const name = (): string => `draft.${here()}:${kind}`;
  const keeper: DraftKeeper = createDraftKeeper({
    load: async () => {
      const stored = await draftApi.load(here(), kind);
      // The words of a message under way stay in the draft until the server has taken it.
      return stored && isUnderWay(here(), kind, stored.body) ? { ...stored, body: '' } : stored;
    },
    kept: () => {
      const copy = readKept<StoredDraft>(name());
      return copy && !isUnderWay(here(), kind, copy.body) ? copy : null;
    },
    keep: (draft) => keep(name(), draft),
    save: (draft, { isLeaving }) => save(here(), kind, draft, isLeaving),
    remove: async () => {
      await draftApi.remove(here(), kind);
    },
    after: (ms, task) => {
      const id = window.setTimeout(task, ms);
      return () => window.clearTimeout(id);
    },
  });
  keepers.set(key, keeper);
  return keeper;
}

/**
 * Takes what is being written on a ticket along to the one that it was merged into; says whether there was
 * anything. Both numbers lead to the same words until `letGo`, so that no key is lost on the way.
 */
export async function moveDrafts(from: number, to: number): Promise<boolean> {
  let hasWords = false;
  for (const kind of ['public', 'note'] as const) {
    const keeper = keepers.get(`${from}:${kind}`);
    if (!keeper || keeper.state().body === '') continue;
    hasWords = true;
    const there = keepers.get(`${to}:${kind}`);
    if (there === keeper) continue;
    await there?.flush();
    const stored = await draftApi.load(to, kind);
    there?.stop();
    keep(`draft.${from}:${kind}`, null);
    places.set(keeper, to);
    keepers.set(`${to}:${kind}`, keeper);
    keeper.move(stored);
  }
  return hasWords;
}

/** The screen of the merged ticket is gone: what went along belongs to the other one alone. */
export function letGo(from: number): void {
  for (const kind of ['public', 'note'] as const) {
    const keeper = keepers.get(`${from}:${kind}`);
    if (keeper && places.has(keeper) && places.get(keeper) !== from) keepers.delete(`${from}:${kind}`);
  }
}

window.addEventListener('pagehide', () => {
  for (const keeper of keepers.values()) void keeper.flush({ isLeaving: true });
});
window.addEventListener('online', () => {
  for (const keeper of keepers.values()) {
    if (keeper.state().phase === 'loading') void keeper.load();
    else void keeper.flush();
  }
});
onOwnerChange(() => {
  keepers.forEach((keeper) => keeper.stop());
  keepers.clear();
  places.clear();
});

/** The draft of one ticket and kind; loaded on first use, saved when the screen lets go of it. */
export function useDraft(ticket: number, kind: ComposerKind): { state: DraftState; keeper: DraftKeeper } {
  const keeper = draftKeeper(ticket, kind);
  const state = useSyncExternalStore(keeper.subscribe, keeper.state);
  useEffect(() => {
    void keeper.load();
    return () => void keeper.flush();
  }, [keeper]);
  return { state, keeper };
}
