import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { Button, Confirm, CopyField, Field, FormSection, Loaded, toast, useReason } from '@/shared/ui';
import { assistantApi, assistantKeys, secretsQuery } from './api';

/** The secrets that requests carry: written here, sent to one host each, and never shown again. */
export function ActionSecrets({ mayWrite }: { mayWrite: boolean }) {
  const { t } = useTranslation('assistant-settings');
  const may = useMay('assistant.read');
  const query = useQuery({ ...secretsQuery, enabled: may });
  const queries = useQueryClient();
  const part = useRef<HTMLElement>(null);
  const [leaving, setLeaving] = useState<string | null>(null);
  const drop = useMutation({
    mutationFn: assistantApi.dropSecret,
    onSuccess: () => {
      toast(t('secrets.removed'));
      setLeaving(null);
      part.current?.focus();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: assistantKeys.secrets }),
  });
  const reason = useReason(drop.error);
  return (
    <FormSection ref={part} id="secrets" title={t('secrets.title')} hint={t('secrets.hint')} isWide>
      <Loaded query={query} fault={t('secrets.fault')}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="t2">{t('secrets.none')}</p>
          ) : (
            <ul className="as-rows">
              {rows.map(({ name, host, hint }) => (
                <li key={name} className="as-secret">
                  <b className="med">{name}</b> <bdi className="t2">{host}</bdi> <span className="t3 f12">{hint ? t('secrets.ends', { hint }) : ''}</span>
                  {mayWrite ? (
                    <Button size="sm" variant="ghost" onClick={() => setLeaving(name)}>
                      {t('secrets.remove', { name })}
                    </Button>
                  ) : null}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <div role="alert">{drop.error ? <p className="hint bad">{reason}</p> : null}</div>
      {mayWrite ? <NewSecret /> : null}
      <Confirm
        isOpen={leaving !== null}
        onOpenChange={(isOpen) => (isOpen ? undefined : setLeaving(null))}
        title={t('secrets.removeTitle', { name: leaving ?? '' })}
        consequence={t('secrets.removeConsequence')}
        action={t('remove')}
        busy={drop.isPending ? t('saving') : null}
        onConfirm={() => (leaving ? drop.mutate(leaving, { onError: () => setLeaving(null) }) : undefined)}
      />
    </FormSection>
  );
}

function NewSecret() {
  const { t } = useTranslation('assistant-settings');
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [host, setHost] = useState('');
  const [value, setValue] = useState('');
  const keep = useMutation({
    mutationFn: () => assistantApi.keepSecret(name.trim(), host.trim(), value),
    onSuccess: () => {
      setValue('');
      toast(t('secrets.kept'));
      return queries.invalidateQueries({ queryKey: assistantKeys.secrets });
    },
  });
  const reason = useReason(keep.error);
  const missing = name.trim() && host.trim() ? null : t('secrets.missing');
  return (
    <form
      className="as-group"
      aria-label={t('secrets.new')}
      onSubmit={(event) => {
        event.preventDefault();
        if (!missing && !keep.isPending) keep.mutate();
      }}
    >
      <div className="as-two">
        <Field label={t('secrets.name')} hint={t('secrets.nameHint')} maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
        <Field label={t('secrets.host')} hint={t('secrets.hostHint')} dir="ltr" maxLength={260} value={host} onChange={(event) => setHost(event.target.value)} />
        <Field label={t('secrets.value')} hint={t('secrets.valueHint')} type="password" autoComplete="off" dir="ltr" maxLength={2000} value={value} onChange={(event) => setValue(event.target.value)} />
      </div>
      <div>
        <Button type="submit" busy={keep.isPending ? t('saving') : null} unavailable={missing} onClick={() => undefined}>
          {t('secrets.keep')}
        </Button>
      </div>
      <div role="status">{keep.data?.value ? <CopyField label={t('secrets.made')} value={keep.data.value} /> : null}</div>
      <div role="alert">
        {keep.error ? (
          <p className="hint bad" dir="auto">
            {reason}
          </p>
        ) : null}
      </div>
    </form>
  );
}
