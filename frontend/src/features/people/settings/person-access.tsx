import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '@/shared/directory';
import { Button, Confirm, toast, useReasonOf } from '@/shared/ui';
import { peopleApi, type Colleague } from './api';
import { FieldGroup } from './form-parts';
import { useRefresh } from './use-refresh';

/** Whether somebody may come in: deactivating says first what happens. */
export function PersonAccess({ colleague, mayChange }: { colleague: Colleague; mayChange: boolean }) {
  const { t } = useTranslation('people');
  const me = useMe();
  const refresh = useRefresh();
  const reasonOf = useReasonOf();
  const [isAsking, setAsking] = useState(false);
  const { id, name, state } = colleague;
  const isActive = state === 'active';
  const change = useMutation({
    mutationFn: (isComing: boolean) => peopleApi.change(id, { is_active: isComing }),
    onSuccess: async (_answer, isComing) => {
      setAsking(false);
      toast(t(isComing ? 'person.reactivated' : 'person.deactivated', { name }));
      await refresh();
    },
    onError: () => setAsking(false),
  });
  const why = mayChange ? (id === me?.id ? t('person.notYourself') : null) : t('person.ownerHint');
  const fault = change.error
    ? t(change.variables ? 'person.reactivateFault' : 'person.deactivateFault', { name, reason: reasonOf(change.error) })
    : undefined;
  return (
    <FieldGroup
      legend={t('person.access')}
      hint={isActive ? (why ?? t('person.accessHint')) : t('person.reactivateHint')}
      error={fault}
    >
      <div>
        {isActive ? (
          <Button unavailable={why} onClick={() => setAsking(true)}>
            {t('person.deactivate')}
          </Button>
        ) : (
          <Button
            unavailable={mayChange ? null : why}
            busy={change.isPending ? t('person.reactivating') : null}
            onClick={() => change.mutate(true)}
          >
            {t('person.reactivate')}
          </Button>
        )}
      </div>
      <Confirm
        isOpen={isAsking}
        onOpenChange={setAsking}
        title={t('person.deactivateTitle', { name })}
        consequence={t('person.deactivateConsequence')}
        cancel={t('person.deactivateKeep')}
        action={t('person.deactivateAction')}
        busy={change.isPending ? t('person.deactivating') : null}
        onConfirm={() => change.mutate(false)}
      />
    </FieldGroup>
  );
}
