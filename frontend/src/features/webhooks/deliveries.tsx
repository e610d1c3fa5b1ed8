import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { absoluteTime, clockTime, shortDate } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Button, Empty, Loaded, Segmented, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { partsOf } from './address';
import { deliveriesQuery, webhooksApi, type Delivery, type Shown, type Webhook } from './api';
import { SHOWN } from './search';

export interface DeliveriesProps {
  webhook: Webhook;
  state: Shown | undefined;
  chosen: number | undefined;
  onState: (state: Shown | undefined) => void;
  onChoose: (id: number) => void;
}

/** The delivery log of one webhook, the newest first. */
export function Deliveries({ webhook, state, chosen, onState, onChoose }: DeliveriesProps) {
  const { t } = useTranslation('webhooks');
  const query = useInfiniteQuery(deliveriesQuery(webhook.id, state));
  const rows = query.data?.pages.flatMap((page) => page.results) ?? [];
  const { failed, held, waiting } = webhook.traffic;
  const counts: Partial<Record<Shown, number>> = { failed, held, waiting };
  return (
    <section className="whlog" id="deliveries" aria-labelledby="wh-deliveries">
      <header className="whhead">
        <h2 id="wh-deliveries">{t('deliveries.of', { host: partsOf(webhook.url).host })}</h2>
        <Segmented<Shown | 'all'>
          label={t('deliveries.show')}
          value={state ?? 'all'}
          options={[
            { value: 'all', label: t('deliveries.all') },
            ...SHOWN.map((value) => ({ value, label: `${t(`deliveries.${value}`)} ${String(counts[value] ?? 0)}` })),
          ]}
          onChange={(value) => onState(value === 'all' ? undefined : value)}
        />
        {state === 'failed' && rows.length > 0 && webhook.state !== 'off' ? <ReplayFailed webhook={webhook} /> : null}
      </header>
      <Loaded query={query} fault={t('deliveries.fault')}>
        {rows.length === 0 ? (
          <Empty title={t(state ? 'deliveries.noneOf' : 'deliveries.none')}>{t(state ? 'deliveries.noneOfHint' : 'deliveries.noneHint')}</Empty>
        ) : (
          <DeliveryTable rows={rows} chosen={chosen} onChoose={onChoose} />
        )}
      </Loaded>
      {query.hasNextPage ? (
        <p className="whmore">
          <Button busy={query.isFetchingNextPage ? t('deliveries.loading') : null} onClick={() => void query.fetchNextPage()}>
            {t('deliveries.older')}
          </Button>
        </p>
      ) : null}
    </section>
  );
}

function ReplayFailed({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation('webhooks');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const mayWrite = useMay('webhook.write');
  const replay = useMutation({
    mutationFn: () => webhooksApi.replayFailed(webhook.id),
    onSuccess: ({ deliveries }) => toast(t('replay.all', { count: deliveries })),
    onError: (error) => toastFailure(t('replay.failed', { reason: reasonOf(error) })),
    onSettled: () => void client.invalidateQueries({ queryKey: webhooksApi.key }),
  });
  return mayWrite ? (
    <Button size="sm" busy={replay.isPending ? t('replay.busy') : null} onClick={() => replay.mutate()}>
      {t('replay.doAll')}
    </Button>
  ) : null;
}

function DeliveryTable({ rows, chosen, onChoose }: { rows: readonly Delivery[]; chosen: number | undefined; onChoose: (id: number) => void }) {
  const { t, i18n } = useTranslation('webhooks');
  const now = useNow(60_000);
  return (
    <table className="dt wht whd">
      <thead>
        <tr>
          {(['event', 'time', 'answer', 'tries', 'took'] as const).map((name) => (
            <th key={name} scope="col">
              {t(`column.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} className={row.id === chosen ? 'cur' : undefined}>
            <th scope="row">
              <button type="button" className="link" aria-current={row.id === chosen ? 'true' : undefined} onClick={() => onChoose(row.id)}>
                <code>{row.type}</code> {row.ticket === null ? null : `#${String(row.ticket)}`}
              </button>
            </th>
            <td data-label={t('column.time')}>
              <time dateTime={row.created_at} title={absoluteTime(row.created_at, i18n.language)}>
                {shortDate(row.created_at, now, i18n.language)} {clockTime(row.created_at, i18n.language)}
              </time>
            </td>
            <td data-label={t('column.answer')}>
              <Answer row={row} />
            </td>
            <td data-label={t('column.tries')}>{t('tries', { tries: row.attempts, most: row.most_attempts, context: row.state === 'delivered' ? 'done' : undefined })}</td>
            <td data-label={t('column.took')}>{row.milliseconds === null ? '' : t('took', { milliseconds: row.milliseconds })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What became of it: the status where there is one, else in words. */
export function Answer({ row }: { row: Delivery }) {
  const { t } = useTranslation('webhooks');
  const words = t(`outcome.${row.state}`);
  return <span className={`whstate ${row.state}`}>{row.status === null ? words : `${words}, ${String(row.status)}`}</span>;
}
