import { useState, type FormEvent } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { absoluteTime } from '@/shared/lib/dates';
import { Button, Empty, Field, FormSection, Loaded, SelectField, toast, toastFailure, useReasonOf } from '@/shared/ui';

import './retention.css';
import { holdsQuery, privacyApi, type LegalHold } from '../api';

const KINDS = ['ticket', 'contact', 'company'] as const;

/** What is kept whatever else is asked for. */
export function HoldsPart() {
  const { t } = useTranslation('privacy');
  const query = useQuery(holdsQuery);
  return (
    <div id="holds">
      <FormSection title={t('holds.title')} hint={t('holds.hint')}>
        <NewHold />
        <Loaded query={query} fault={t('holds.fault')}>
          {(data) => (data.results.length === 0 ? <Empty title={t('holds.none')}>{t('holds.noneHint')}</Empty> : <Table rows={data.results} />)}
        </Loaded>
      </FormSection>
    </div>
  );
}

function NewHold() {
  const { t } = useTranslation('privacy');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [kind, setKind] = useState<LegalHold['kind']>('ticket');
  const [number, setNumber] = useState('');
  const [reason, setReason] = useState('');
  const set = useMutation({
    mutationFn: () => privacyApi.setHold(kind, Number(number), reason),
    onSuccess: () => {
      setNumber('');
      setReason('');
      toast(t('holds.wasSet'));
      void client.invalidateQueries({ queryKey: holdsQuery.queryKey });
    },
    onError: (error) => toastFailure(t('holds.notDone', { why: reasonOf(error) })),
  });
  const isReady = /^[1-9]\d*$/.test(number.trim()) && reason.trim() !== '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) set.mutate();
  };
  return (
    <form className="holdnew" onSubmit={submit}>
      <SelectField label={t('holds.what')} value={kind} options={KINDS.map((value) => ({ value, label: t(`holds.kinds.${value}`) }))} onChange={setKind} />
      <Field label={t('holds.number')} inputMode="numeric" value={number} onChange={(event) => setNumber(event.target.value)} />
      <Field label={t('holds.reason')} maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
      <Button type="submit" unavailable={isReady ? null : t('holds.missing')} busy={set.isPending ? t('holds.setting') : null}>
        {t('holds.set')}
      </Button>
    </form>
  );
}

function Table({ rows }: { rows: readonly LegalHold[] }) {
  const { t, i18n } = useTranslation('privacy');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const lift = useMutation({
    mutationFn: (id: number) => privacyApi.liftHold(id),
    onSuccess: () => {
      toast(t('holds.wasLifted'));
      void client.invalidateQueries({ queryKey: holdsQuery.queryKey });
    },
    onError: (error) => toastFailure(t('holds.notDone', { why: reasonOf(error) })),
  });
  return (
    <table className="dt cards">
      <thead>
        <tr>
          <th scope="col">{t('holds.what')}</th>
          <th scope="col">{t('holds.reason')}</th>
          <th scope="col">{t('holds.by')}</th>
          <th scope="col">{t('holds.since')}</th>
          <th scope="col">{t('holds.state')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              {t('holds.one', { kind: t(`holds.kinds.${row.kind}`), number: row.target_id })} <bdi className="t2">{row.name}</bdi>
            </th>
            <td data-label={t('holds.reason')} dir="auto">
              {row.reason}
            </td>
            <td data-label={t('holds.by')}>
              <bdi>{row.by}</bdi>
            </td>
            <td data-label={t('holds.since')}>{absoluteTime(row.created_at, i18n.language)}</td>
            <td data-label={t('holds.state')}>
              {row.lifted_at ? (
                t('holds.lifted', { who: row.lifted_by, when: absoluteTime(row.lifted_at, i18n.language) })
              ) : (
                <Button busy={lift.isPending && lift.variables === row.id ? t('holds.lifting') : null} onClick={() => lift.mutate(row.id)}>
                  {t('holds.lift')}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
