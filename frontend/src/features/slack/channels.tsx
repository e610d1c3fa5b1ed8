import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useFocusAfter } from '@/shared/lib/focus-after';
import { Button, ChannelIcon, Empty, FormSection, Loaded, announce, toastFailure, useReasonOf } from '@/shared/ui';
import { channelsQuery, slackApi, type Channel } from './api';
import { ChannelDialog } from './channel-dialog';

/** The channels that the app is in: what becomes a ticket there, and whose. */
export function Channels() {
  const { t } = useTranslation('slack');
  const mayWrite = useMay('connection.write');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const query = useQuery(channelsQuery);
  const [editing, setEditing] = useState<Channel | null>(null);
  const part = useRef<HTMLElement>(null);
  const leave = useFocusAfter(part, editing !== null);
  const look = useMutation({
    mutationFn: slackApi.look,
    onSuccess: ({ results }) => {
      client.setQueryData(channelsQuery.queryKey, results);
    },
    onError: (error) => toastFailure(t('channels.lookFailed', { reason: reasonOf(error) })),
  });
  const { mutate: read } = look;
  const isUnread = mayWrite && query.data?.length === 0;
  useEffect(() => {
    // Whoever has just connected it wants to choose at once.
    if (isUnread) read();
  }, [isUnread, read]);
  return (
    <FormSection ref={part} id="slack-channels" title={t('channels.title')} hint={t('channels.about')} isWide>
      {mayWrite ? (
        <p>
          <Button busy={look.isPending ? t('channels.looking') : null} onClick={() => look.mutate(undefined, { onSuccess: ({ results }) => announce(t('channels.looked', { count: results.length })) })}>
            {t('channels.look')}
          </Button>
        </p>
      ) : null}
      <Loaded query={query} fault={t('channels.fault')}>
        {(rows) => (rows.length === 0 ? <Empty title={t('channels.none')}>{t('channels.noneHint')}</Empty> : <Table rows={rows} onEdit={mayWrite ? setEditing : null} />)}
      </Loaded>
      {editing ? (
        <ChannelDialog
          channel={editing}
          onClose={() => {
            setEditing(null);
            leave();
          }}
        />
      ) : null}
    </FormSection>
  );
}

function Table({ rows, onEdit }: { rows: readonly Channel[]; onEdit: ((row: Channel) => void) | null }) {
  const { t } = useTranslation('slack');
  return (
    <table className="dt cards slkt">
      <thead>
        <tr>
          {(['channel', 'mode', 'brand', 'company', 'team'] as const).map((name) => (
            <th key={name} scope="col">
              {t(`column.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              {onEdit ? (
                <button type="button" className="link slkname" onClick={() => onEdit(row)}>
                  <ChannelIcon channel="slack" /> <bdi>{row.name || row.channel_id}</bdi>
                </button>
              ) : (
                <bdi>{row.name || row.channel_id}</bdi>
              )}
              <span className="why2">{row.is_gone ? t('channels.gone') : row.is_shared ? t('channels.shared') : row.is_private ? t('channels.private') : ''}</span>
            </th>
            <td data-label={t('column.mode')}>
              {t(`mode.${row.mode}`)}
              {row.failed > 0 ? <span className="why2 slkbad">{t('channels.failed', { count: row.failed })}</span> : null}
            </td>
            <td data-label={t('column.brand')}>{row.brand?.name ?? '—'}</td>
            <td data-label={t('column.company')} dir="auto">
              {row.company?.name ?? '—'}
            </td>
            <td data-label={t('column.team')}>{row.team?.name ?? '—'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
