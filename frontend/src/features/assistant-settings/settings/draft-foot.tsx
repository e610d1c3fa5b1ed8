import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { Button, Confirm, toast, useReason } from '@/shared/ui';
import { assistantApi, assistantKeys } from './api';
import { PublishDialog } from './publish-dialog';
import type { Editing } from './use-draft';

/** Saves the draft, throws it away, and leads to publishing it. */
export function DraftFoot({ editing, lack }: { editing: Editing; lack: string | null }) {
  const { t } = useTranslation('assistant-settings');
  const queries = useQueryClient();
  const [open, setOpen] = useState<'publish' | 'discard' | null>(null);
  const publishButton = useRef<HTMLButtonElement>(null);
  const { draft, live, isChanged } = editing;
  const next = live.version + 1;
  const save = useMutation({ mutationFn: editing.save, onSuccess: () => toast(t('saved')) });
  const begin = useMutation({ mutationFn: () => (isChanged || draft?.is_outdated ? editing.save() : Promise.resolve(0)), onSuccess: () => setOpen('publish') });
  const discard = useMutation({
    mutationFn: () => (draft ? assistantApi.discard(draft.revision) : Promise.resolve(null)),
    onSuccess: async () => {
      editing.undo();
      await queries.invalidateQueries({ queryKey: assistantKeys.all });
      setOpen(null);
      publishButton.current?.focus();
      toast(t('discarded'));
    },
  });
  const error = save.error ?? begin.error ?? discard.error;
  const reason = useReason(error);
  const hasDraft = draft !== null || isChanged;
  const nothing = hasDraft ? lack : t('nothingChanged');
  useShortcuts(t('title'), [{ keys: 'mod+s', label: t('save'), whileTyping: true, run: () => (isChanged && lack === null ? save.mutate() : undefined) }]);
  const settle = (isKept: boolean): void => {
    void editing.meet(isKept).then(() => [save, begin, discard].forEach((one) => one.reset()));
  };
  return (
    <footer className="foot as-foot">
      <div role="alert" className="as-fault">
        {error ? (
          <p className="hint bad" dir="auto">
            <b>{t('notSaved')}</b> {reason}
            {isProblem(error) && error.status === 412 ? (
              <>
                {' '}
                <Button size="sm" onClick={() => settle(false)}>
                  {t('loadNewer')}
                </Button>{' '}
                <Button size="sm" variant="ghost" onClick={() => settle(true)}>
                  {t('keepMine')}
                </Button>
              </>
            ) : null}
          </p>
        ) : null}
      </div>
      <span className="t3 f12" role="status">
        {isChanged ? t('unsaved') : draft ? t('draftOf', { who: draft.by_name, count: draft.differences.length }) : t('nothingChanged')}
      </span>
      <span className="sp" />
      {hasDraft ? (
        <Button variant="ghost" onClick={() => (draft ? setOpen('discard') : editing.undo())}>
          {t('discard')}
        </Button>
      ) : null}
      <Button keys="mod+s" busy={save.isPending ? t('saving') : null} unavailable={isChanged ? lack : t('nothingToSave')} onClick={() => save.mutate()}>
        {t('save')}
      </Button>
      <Button ref={publishButton} variant="primary" busy={begin.isPending ? t('saving') : null} unavailable={nothing} onClick={() => begin.mutate()}>
        {t('publish', { version: next })}
      </Button>
      {draft && open === 'publish' ? <PublishDialog draft={draft} next={next} onClose={() => setOpen(null)} /> : null}
      <Confirm
        isOpen={open === 'discard'}
        onOpenChange={(isOpen) => setOpen(isOpen ? 'discard' : null)}
        title={t('discardTitle')}
        consequence={t('discardConsequence')}
        action={t('discard')}
        busy={discard.isPending ? t('saving') : null}
        onConfirm={() => discard.mutate()}
      />
    </footer>
  );
}
