import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useFocusAfter } from '@/shared/lib/focus-after';
import { Button, Confirm, FormSection, Loaded, Switch, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { rulesQuery, slackApi, type Rule } from './api';
import { RuleDialog } from './rule-dialog';

/** What is told in Slack, where, and how often at most. */
export function Alerts({ connection }: { connection: number }) {
  const { t } = useTranslation('slack');
  const mayWrite = useMay('connection.write');
  const query = useQuery(rulesQuery);
  const [editing, setEditing] = useState<Rule | 'new' | null>(null);
  const [removing, setRemoving] = useState<Rule | null>(null);
  const part = useRef<HTMLElement>(null);
  const leave = useFocusAfter(part, editing !== null || removing !== null);
  return (
    <FormSection ref={part} id="slack-alerts" title={t('alerts.title')} hint={t('alerts.about')} isWide>
      {mayWrite ? (
        <p>
          <Button onClick={() => setEditing('new')}>{t('alerts.add')}</Button>
        </p>
      ) : null}
      <Loaded query={query} fault={t('alerts.fault')}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="t2">{t('alerts.none')}</p>
          ) : (
            <ul className="slklist">
              {rows.map((row) => (
                <Row key={row.id} row={row} mayWrite={mayWrite} onEdit={() => setEditing(row)} onRemove={() => setRemoving(row)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {editing ? (
        <RuleDialog
          rule={editing === 'new' ? null : editing}
          connection={connection}
          onClose={() => {
            setEditing(null);
            leave();
          }}
        />
      ) : null}
      {removing ? (
        <RemoveDialog
          rule={removing}
          onClose={() => {
            setRemoving(null);
            leave();
          }}
        />
      ) : null}
    </FormSection>
  );
}

function Row({ row, mayWrite, onEdit, onRemove }: { row: Rule; mayWrite: boolean; onEdit: () => void; onRemove: () => void }) {
  const { t } = useTranslation('slack');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const turn = useMutation({
    mutationFn: (isOn: boolean) => slackApi.setRule(row.id, { is_on: isOn }),
    onSuccess: () => client.invalidateQueries({ queryKey: rulesQuery.queryKey }),
    onError: (error) => toastFailure(t('notSaved', { reason: reasonOf(error) })),
  });
  const kinds = row.kinds.map((kind) => t(`kind.${kind}`)).join(', ');
  const where = row.channel ? `#${row.channel.name}` : t('alerts.direct');
  return (
    <li>
      <span className="med">{kinds}</span>
      <span className="t2">
        {where} · {row.digest_minutes > 0 ? t('alerts.every', { count: row.digest_minutes }) : t('alerts.atOnce')}
        {row.priorities.length > 0 ? ` · ${row.priorities.join(', ')}` : ''}
      </span>
      {mayWrite ? (
        <span className="slkacts">
          <Switch label={t('alerts.on')} isOn={row.is_on} onChange={(isOn) => turn.mutate(isOn)} />
          <Button onClick={onEdit}>{t('alerts.edit')}</Button>
          <Button onClick={onRemove}>{t('alerts.remove')}</Button>
        </span>
      ) : null}
    </li>
  );
}

function RemoveDialog({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const { t } = useTranslation('slack');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const remove = useMutation({
    mutationFn: () => slackApi.removeRule(rule.id),
    onSuccess: () => {
      toast(t('alerts.removed'));
      void client.invalidateQueries({ queryKey: rulesQuery.queryKey });
    },
    onError: (error) => toastFailure(t('notSaved', { reason: reasonOf(error) })),
    onSettled: onClose,
  });
  return (
    <Confirm
      isOpen
      onOpenChange={(isOpen) => (isOpen || remove.isPending ? undefined : onClose())}
      title={t('alerts.removeTitle')}
      consequence={t('alerts.removeConsequence')}
      cancel={t('cancel')}
      action={t('alerts.remove')}
      busy={remove.isPending ? t('busy') : null}
      onConfirm={() => remove.mutate()}
    />
  );
}
