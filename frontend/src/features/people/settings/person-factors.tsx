import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '@/shared/directory';
import { Button, Confirm, toast, useReasonOf } from '@/shared/ui';
import { peopleApi, type Colleague } from './api';
import { FieldGroup } from './form-parts';
import { useRefresh } from './use-refresh';

/** Takes the second factors from somebody who has lost them. */
export function PersonFactors({ colleague, mayChange }: { colleague: Colleague; mayChange: boolean }) {
  const { t } = useTranslation('people');
  const me = useMe();
  const refresh = useRefresh();
  const reasonOf = useReasonOf();
  const [isAsking, setAsking] = useState(false);
  const { id, name, second_steps: steps } = colleague;
  const take = useMutation({
    mutationFn: () => peopleApi.takeFactors(id),
    onSuccess: async () => {
      setAsking(false);
      toast(t('person.factors.done', { name }));
      await refresh();
    },
    onError: () => setAsking(false),
  });
  const why = !mayChange ? t('person.ownerHint') : id === me?.id ? t('person.factors.yourself') : steps.length ? null : t('person.factors.none');
  return (
    <FieldGroup
      legend={t('person.factors.title')}
      hint={steps.length ? steps.map((step) => t(`step.${step}`)).join(', ') : t('person.factors.hint')}
      error={take.error ? t('person.factors.fault', { reason: reasonOf(take.error) }) : undefined}
    >
      <div>
        <Button unavailable={why} onClick={() => setAsking(true)}>
          {t('person.factors.take')}
        </Button>
      </div>
      <Confirm
        isOpen={isAsking}
        onOpenChange={setAsking}
        title={t('person.factors.askTitle', { name })}
        consequence={t('person.factors.consequence')}
        cancel={t('person.factors.keep')}
        action={t('person.factors.action')}
        busy={take.isPending ? t('person.factors.taking') : null}
        onConfirm={() => take.mutate()}
      />
    </FieldGroup>
  );
}
