import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/shared/api';
import { Button, Dialog, ErrorState, Field, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { tagKeys, tagsApi, type TagsPreview } from './api';
import { UseList } from './uses';

export interface MergeBarProps {
  chosen: readonly string[];
  onDone: () => void;
}

type Goal = 'merge' | 'delete';

/** What can be done with the tags that were chosen; each shows first what would happen. */
export function MergeBar({ chosen, onDone }: MergeBarProps) {
  const { t } = useTranslation('fields-settings');
  const [goal, setGoal] = useState<Goal | null>(null);
  return (
    <div className="fset-bar" role="group" aria-label={t('tags.chosen', { count: chosen.length })}>
      <b role="status">{t('tags.chosen', { count: chosen.length })}</b>
      <span className="sp" />
      <Button onClick={() => setGoal('merge')}>{t(chosen.length === 1 ? 'tags.rename' : 'tags.merge')}</Button>
      <Button onClick={() => setGoal('delete')}>{t('tags.delete')}</Button>
      <Button variant="ghost" onClick={onDone}>
        {t('tags.clear')}
      </Button>
      {goal ? (
        <ChangeDialog
          goal={goal}
          chosen={chosen}
          onClose={() => setGoal(null)}
          onDone={() => {
            setGoal(null);
            onDone();
          }}
        />
      ) : null}
    </div>
  );
}

interface ChangeDialogProps extends MergeBarProps {
  goal: Goal;
  onClose: () => void;
}

function ChangeDialog({ goal, chosen, onClose, onDone }: ChangeDialogProps) {
  const { t } = useTranslation('fields-settings');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [target, setTarget] = useState(chosen.length > 1 ? (chosen[0] ?? '') : '');
  const wanted = goal === 'merge' ? target.trim() : '';
  const isAsked = goal === 'delete' || (wanted !== '' && chosen.some((name) => name !== wanted));
  const preview = useQuery({
    queryKey: [...tagKeys.all, 'preview', chosen, wanted] as const,
    queryFn: ({ signal }) => tagsApi.preview([...chosen], wanted, signal),
    enabled: isAsked,
    staleTime: 0,
  });
  const change = useMutation({
    mutationFn: () => tagsApi.change([...chosen], wanted),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: tagKeys.all });
      toast(t('tags.begun'));
      onDone();
    },
    onError: (error) => toastFailure(reasonOf(error)),
  });
  const found = isAsked ? preview.data : undefined;
  const verb = goal === 'delete' ? 'delete' : chosen.length === 1 ? 'rename' : 'merge';
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={t(`tags.ask.${verb}`, { count: chosen.length, name: chosen[0] })}
      width={520}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {t('keep')}
          </Button>
          <Button
            variant={goal === 'delete' ? 'danger' : 'primary'}
            busy={change.isPending ? t('tags.beginning') : null}
            unavailable={found ? null : t('tags.first')}
            onClick={() => change.mutate()}
          >
            {t(`tags.${verb}`)}
          </Button>
        </>
      }
    >
      {goal === 'merge' ? <TargetField value={target} chosen={chosen} onChange={setTarget} /> : null}
      {preview.error && isAsked ? <ErrorState title={t('tags.previewFault')} error={preview.error} /> : null}
      {found ? <Preview found={found} /> : null}
    </Dialog>
  );
}

function TargetField({ value, chosen, onChange }: { value: string; chosen: readonly string[]; onChange: (value: string) => void }) {
  const { t } = useTranslation('fields-settings');
  const id = useId();
  const { data = [] } = useQuery({
    queryKey: [...tagKeys.all, 'names', value.trim().toLowerCase()] as const,
    queryFn: ({ signal }) => api.get('/tags', { query: { q: value.trim().toLowerCase(), limit: 20 }, signal }).then(({ results }) => results),
    placeholderData: (known) => known,
  });
  return (
    <>
      <Field
        label={t(chosen.length === 1 ? 'tags.newName' : 'tags.target')}
        hint={t('tags.targetHint')}
        dir="auto"
        list={id}
        maxLength={60}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={id}>
        {data.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}

/** What would happen: tickets, what follows by itself, and what people have to change. */
function Preview({ found }: { found: TagsPreview }) {
  const { t } = useTranslation('fields-settings');
  return (
    <div role="status">
      <p>{t(found.target ? 'tags.means' : 'tags.meansGone', { count: found.tickets, target: found.target })}</p>
      {found.target && !found.is_new && found.sources.length > 0 ? <p className="hint">{t('tags.joins', { target: found.target })}</p> : null}
      {found.followed.length > 0 ? (
        <>
          <p className="med">{t(found.target ? 'tags.followed' : 'tags.dropped')}</p>
          <UseList uses={found.followed} />
        </>
      ) : null}
      {found.left.length > 0 ? (
        <>
          <p className="med">{t('tags.left')}</p>
          <UseList uses={found.left} />
        </>
      ) : null}
      <p className="hint">{t('tags.noUndo')}</p>
    </div>
  );
}
