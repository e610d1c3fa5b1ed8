import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, CheckOption, Confirm, Loaded, toastFailure, useReasonOf } from '@/shared/ui';
import { casesQuery, PRACTICE, practiceApi, type PracticeCase, type PracticeSet } from './api';

/** The cases of a set as they were drawn, for who writes sets. */
export function SetCases({ set }: { set: PracticeSet }) {
  const { t } = useTranslation('practice');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [isOpen, setOpen] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const query = useQuery({ ...casesQuery(set.id), enabled: isOpen });
  const remove = useMutation({
    mutationFn: () => practiceApi.remove(set.id),
    onSuccess: () => client.invalidateQueries({ queryKey: PRACTICE }),
    onError: (error) => toastFailure(reasonOf(error)),
  });
  return (
    <>
      <p className="row g1 wraps">
        <Button size="sm" variant="ghost" aria-expanded={isOpen} aria-label={t('cases.showNamed', { name: set.name })} onClick={() => setOpen(!isOpen)}>
          {t('cases.show')}
        </Button>
        <Button size="sm" variant="ghost" aria-label={t('cases.deleteNamed', { name: set.name })} onClick={() => setDeleting(true)}>
          {t('cases.delete')}
        </Button>
      </p>
      {isOpen ? (
        <Loaded query={query} fault={t('fault')}>
          {({ results }) => (
            <ol className="prl">
              {results.map((one) => (
                <Case key={one.id} one={one} />
              ))}
            </ol>
          )}
        </Loaded>
      ) : null}
      <Confirm
        isOpen={isDeleting}
        onOpenChange={setDeleting}
        title={t('cases.deleteTitle', { name: set.name })}
        consequence={t('cases.consequence')}
        action={t('cases.delete')}
        busy={remove.isPending ? t('cases.deleting') : null}
        onConfirm={() => remove.mutate()}
      />
    </>
  );
}

function Case({ one }: { one: PracticeCase }) {
  const { t } = useTranslation('practice');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const settled = { onSettled: () => client.invalidateQueries({ queryKey: PRACTICE }), onError: (error: Error) => toastFailure(reasonOf(error)) };
  const change = useMutation({ mutationFn: (must: boolean) => practiceApi.change(one.id, must), ...settled });
  const drop = useMutation({ mutationFn: () => practiceApi.drop(one.id), ...settled });
  return (
    <li>
      <details>
        <summary dir="auto">{one.subject}</summary>
        {one.messages.map((message, at) => (
          <p key={at} className="prm">
            <span className="t3 f12">
              {at + 1} · {t(`who.${message.who}`)}
            </span>
            <span dir="auto">{message.text}</span>
          </p>
        ))}
      </details>
      <CheckOption label={t('cases.must')} hint={t('cases.mustHint')} isChecked={change.isPending ? change.variables : one.must_escalate} onChange={(must) => change.mutate(must)} />
      <Button size="sm" variant="ghost" aria-label={t('cases.dropNamed', { name: one.subject })} onClick={() => drop.mutate()}>
        {t('cases.drop')}
      </Button>
    </li>
  );
}
