import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { isProblem, keys } from '@/shared/api';
import { kbApi, type Article, type ArticleChange, type BodyFormat } from './api';

const SAVE_AFTER_MS = 15_000;

export type SaveState = 'saved' | 'unsaved' | 'saving' | 'conflict' | 'fault';

export interface Words {
  title: string;
  body: string;
  body_format: BodyFormat;
}

export interface ArticleDraft {
  words: Words;
  /** Changes when the words come from elsewhere (a restore, the other version), so that the field reloads. */
  revision: number;
  state: SaveState;
  fault: unknown;
  write: (words: Partial<Words>) => void;
  /** Save the words, with any other change; resolves to whether it worked. */
  save: (change?: ArticleChange) => Promise<boolean>;
  /** Take the words of an article that the server has just given. */
  adopt: (article: Article) => void;
  /** After a conflict: drop one's own words and take the other version. */
  takeTheirs: () => Promise<void>;
  /** After a conflict: keep one's own words as the next version; the other stays among the versions. */
  keepMine: () => Promise<boolean>;
}

const wordsOf = ({ title, body, body_format }: Article): Words => ({ title, body, body_format });

/**
 * The words of an article while they are written. They are saved by themselves after a pause, each
 * time against the version they were made from; somebody else's version is never overwritten in
 * silence.
 */
export function useArticleDraft(article: Article, reload: () => Promise<Article>): ArticleDraft {
  const client = useQueryClient();
  const [words, setWords] = useState<Words>(() => wordsOf(article));
  const [revision, setRevision] = useState(0);
  const [state, setState] = useState<SaveState>('saved');
  const [fault, setFault] = useState<unknown>(null);
  const box = useRef({ words, version: article.version, isDirty: false, isSaving: false });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const { id } = article;

  const adopt = useCallback(
    (next: Article) => {
      client.setQueryData(keys.article(id), next);
      box.current = { words: wordsOf(next), version: next.version, isDirty: false, isSaving: false };
      clearTimeout(timer.current);
      setWords(wordsOf(next));
      setRevision((count) => count + 1);
      setState('saved');
      setFault(null);
    },
    [client, id],
  );

  const save = useCallback(
    async (change: ArticleChange = {}): Promise<boolean> => {
      const now = box.current;
      clearTimeout(timer.current);
      if (now.isSaving || (!now.isDirty && Object.keys(change).length === 0)) return !now.isSaving;
      const sent = now.words;
      now.isSaving = true;
      setState('saving');
      try {
        const saved = await kbApi.update(id, now.version, {
          ...(now.isDirty ? { ...sent, goes_live: false } : {}),
          ...change,
        });
        client.setQueryData(keys.article(id), saved);
        void client.invalidateQueries({ queryKey: [...keys.article(id), 'versions'] });
        void client.invalidateQueries({ queryKey: [...keys.articles, 'list'] });
        now.version = saved.version;
        now.isDirty = now.words !== sent;
        setState(now.isDirty ? 'unsaved' : 'saved');
        setFault(null);
        return true;
      } catch (error) {
        const isConflict = isProblem(error) && (error.status === 412 || error.code === 'version_changed');
        setState(isConflict ? 'conflict' : 'fault');
        setFault(error);
        return false;
      } finally {
        now.isSaving = false;
      }
    },
    [client, id],
  );

  const write = useCallback(
    (next: Partial<Words>) => {
      const merged = { ...box.current.words, ...next };
      box.current.words = merged;
      box.current.isDirty = true;
      setWords(merged);
      // A conflict waits for the writer's decision; typing on does not answer it.
      setState((old) => (old === 'conflict' || old === 'saving' ? old : 'unsaved'));
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        setState((old) => {
          if (old !== 'conflict') void save();
          return old;
        });
      }, SAVE_AFTER_MS);
    },
    [save],
  );

  const takeTheirs = async (): Promise<void> => adopt(await reload());
  const keepMine = async (): Promise<boolean> => {
    box.current.version = (await reload()).version;
    box.current.isDirty = true;
    return save();
  };

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      if (box.current.isDirty) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, []);
  useEffect(
    () => () => {
      // Leaving the screen saves; a conflict found now is told when the article is opened again.
      clearTimeout(timer.current);
      if (box.current.isDirty && !box.current.isSaving) void save();
    },
    [save],
  );

  return { words, revision, state, fault, write, save, adopt, takeTheirs, keepMine };
}
