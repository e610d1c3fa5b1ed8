import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Checkbox, Loaded, toast, useReasonOf } from '@/shared/ui';
import { macroKeys, macrosApi, startersQuery, type Starter } from './api';

/** Macros that are offered to begin with; only those that one chooses are added. */
export function Starters({ isOpen }: { isOpen: boolean }) {
  const { t } = useTranslation('macros-settings');
  const query = useQuery(startersQuery);
  const open = query.data?.filter((starter) => !starter.is_taken) ?? [];
  if (query.data && open.length === 0) return null;
  return (
    <details className="mstart" id="starters" open={isOpen}>
      <summary>{t('starters.title')}</summary>
      <Loaded query={query} fault={t('starters.fault')}>
        <StarterList starters={open} />
      </Loaded>
    </details>
  );
}

function StarterList({ starters }: { starters: readonly Starter[] }) {
  const { t } = useTranslation('macros-settings');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const keys = starters.map(({ key }) => key).filter((key) => chosen.has(key));
  const take = useMutation({
    mutationFn: () => macrosApi.take(keys),
    onSuccess: ({ made }) => {
      setChosen(new Set());
      void client.invalidateQueries({ queryKey: macroKeys.all });
      toast(t('starters.taken', { count: made.length }));
    },
  });
  const choose = (key: string, is: boolean): void =>
    setChosen((old) => new Set(is ? [...old, key] : [...old].filter((other) => other !== key)));
  return (
    <>
      <p className="hint">{t('starters.hint')}</p>
      <ul>
        {starters.map((starter) => (
          <li key={starter.key}>
            <Checkbox label={starter.name} isChecked={chosen.has(starter.key)} onChange={(is) => choose(starter.key, is)} />
            <p className="hint pre" lang="en" dir="auto">
              {starter.text || t('actionsOnly')}
            </p>
          </li>
        ))}
      </ul>
      {take.error ? (
        <p className="hint bad" role="alert">
          {reasonOf(take.error)}
        </p>
      ) : null}
      <div className="row g2">
        <Button size="sm" variant="ghost" onClick={() => setChosen(new Set(starters.map(({ key }) => key)))}>
          {t('starters.all')}
        </Button>
        <Button
          size="sm"
          busy={take.isPending ? t('starters.taking') : null}
          unavailable={keys.length > 0 ? null : t('starters.chooseFirst')}
          onClick={() => take.mutate()}
        >
          {t('starters.take', { count: keys.length })}
        </Button>
      </div>
    </>
  );
}
