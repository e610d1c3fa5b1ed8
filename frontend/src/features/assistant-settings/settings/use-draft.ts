import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '@/shared/directory';
import { assistantApi, assistantKeys, draftQuery, liveQuery, type Content, type Draft, type Live } from './api';

export interface Editing {
  live: Live;
  /** What the server has as the draft, if anything. */
  draft: Draft | null;
  /** What the screen shows: the draft with what was changed here. */
  content: Content;
  /** Whether something here is not saved yet. */
  isChanged: boolean;
  mayWrite: boolean;
  set: (change: Partial<Content>) => void;
  /** Keeps the changes as the draft, and gives its revision. */
  save: () => Promise<number>;
  /** Reads what somebody else has saved meanwhile; with `isKept` the changes here go on top of it. */
  meet: (isKept: boolean) => Promise<void>;
  /** Back to what the server has. */
  undo: () => void;
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The draft while it is edited: changes lie over what the server has until they are saved. */
export function useDraft() {
  const mayRead = useMay('assistant.read');
  const mayWrite = useMay('assistant.write');
  const queries = useQueryClient();
  const live = useQuery({ ...liveQuery, enabled: mayRead });
  const draft = useQuery({ ...draftQuery, enabled: mayRead });
  // The revision that the changes were made to: a newer one must not be overwritten unseen.
  const [changes, setChanges] = useState<{ parts: Partial<Content>; revision: number } | null>(null);
  const base = live.data ? (draft.data?.draft?.content ?? live.data.content) : null;
  const revision = draft.data?.draft?.revision ?? 0;
  const content = base && { ...base, ...changes?.parts };
  const query = {
    data: live.data && draft.data ? { live: live.data, draft: draft.data } : undefined,
    error: live.error ?? draft.error,
    isLoading: live.isLoading || draft.isLoading,
    refetch: () => Promise.all([live.refetch(), draft.refetch()]),
  };
  const editing: Editing | null =
    live.data && draft.data && base && content
      ? {
          live: live.data,
          draft: draft.data.draft,
          content,
          isChanged: changes !== null && !isSame(base, content),
          mayWrite,
          set: (change) => setChanges((old) => ({ parts: { ...old?.parts, ...change }, revision: old?.revision ?? revision })),
          save: async () => {
            const saved = await assistantApi.save(content, draft.data.draft?.note ?? '', changes?.revision ?? revision);
            queries.setQueryData(assistantKeys.draft, saved);
            setChanges(null);
            void queries.invalidateQueries({ queryKey: assistantKeys.replay });
            return saved.draft?.revision ?? 0;
          },
          meet: async (isKept) => {
            const [, found] = await Promise.all([live.refetch(), draft.refetch()]);
            setChanges((old) => (isKept && old ? { ...old, revision: found.data?.draft?.revision ?? 0 } : null));
          },
          undo: () => setChanges(null),
        }
      : null;
  return { query, editing };
}
