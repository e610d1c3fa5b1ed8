import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import X from 'lucide-react/icons/x';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { absoluteTime, clockTime } from '@/shared/lib/dates';
import { Button, Icon, IconButton, Loaded, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { deliveryQuery, webhooksApi, type DeliveryText, type Webhook } from './api';
import { Answer } from './deliveries';

export interface DeliveryDetailsProps {
  webhook: Webhook;
  id: number;
  onClose: () => void;
}

/** One delivery: what was sent, what was answered, every try, and sending it again. */
export function DeliveryDetails({ webhook, id, onClose }: DeliveryDetailsProps) {
  const { t } = useTranslation('webhooks');
  const query = useQuery(deliveryQuery(webhook.id, id));
  const title = useRef<HTMLHeadingElement>(null);
  // On a phone it stands below the list: whoever chose it is led there.
  useEffect(() => {
    title.current?.focus();
    title.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <section className="whpart" aria-labelledby="wh-delivery">
      <header className="whhead">
        <h2 id="wh-delivery" ref={title} tabIndex={-1}>
          {t('delivery.title')}
        </h2>
        <IconButton label={t('delivery.close')} onClick={onClose}>
          <Icon icon={X} size={14} />
        </IconButton>
      </header>
      <Loaded query={query} fault={t('delivery.fault')}>
        {(row) => <Details webhook={webhook} row={row} />}
      </Loaded>
    </section>
  );
}

function Details({ webhook, row }: { webhook: Webhook; row: DeliveryText }) {
  const { t, i18n } = useTranslation('webhooks');
  return (
    <>
      <dl className="whkv">
        <dt>{t('delivery.event')}</dt>
        <dd>
          <code>{row.type}</code> {row.event_id ?? t('delivery.isTest')}
        </dd>
        <dt>{t('delivery.state')}</dt>
        <dd>
          <Answer row={row} />
          {row.held_reason ? <span className="why2">{t(`held.${row.held_reason}`)}</span> : null}
          {row.error ? (
            <span className="why2" dir="auto">
              {row.error}
            </span>
          ) : null}
          {row.next_attempt_at ? <span className="why2">{t('delivery.next', { time: absoluteTime(row.next_attempt_at, i18n.language) })}</span> : null}
        </dd>
        <dt>{t('delivery.tries')}</dt>
        <dd>
          {row.tries.length === 0 ? t('delivery.noTry') : null}
          <ul>
            {row.tries.map((one) => (
              <li key={one.at}>
                <time dateTime={one.at} title={absoluteTime(one.at, i18n.language)}>
                  {clockTime(one.at, i18n.language)}
                </time>{' '}
                {one.status ?? ''} {t('took', { milliseconds: one.milliseconds })}
              </li>
            ))}
          </ul>
          {row.replayed_by ? <span className="why2">{t('delivery.replayedBy', { name: row.replayed_by.name, count: row.replays })}</span> : null}
        </dd>
      </dl>
      <h3>{t('delivery.body')}</h3>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <pre className="whcode" tabIndex={0} dir="ltr">
        {pretty(row.body)}
      </pre>
      {row.answer ? (
        <>
          <h3>{t('delivery.answer')}</h3>
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
          <pre className="whcode" tabIndex={0} dir="auto">
            {row.answer}
          </pre>
        </>
      ) : null}
      <Replay webhook={webhook} row={row} />
    </>
  );
}

function Replay({ webhook, row }: { webhook: Webhook; row: DeliveryText }) {
  const { t } = useTranslation('webhooks');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const mayWrite = useMay('webhook.write');
  const replay = useMutation({
    mutationFn: () => webhooksApi.replay(webhook.id, row.id),
    onSuccess: () => toast(t('replay.done')),
    onError: (error) => toastFailure(t('replay.failed', { reason: reasonOf(error) })),
    onSettled: () => void client.invalidateQueries({ queryKey: webhooksApi.key }),
  });
  if (!mayWrite || row.event_id === null) return null;
  return (
    <>
      <p className="hint">{t('replay.hint')}</p>
      <Button
        variant="primary"
        disabled={!row.can_replay || webhook.state === 'off'}
        busy={replay.isPending ? t('replay.busy') : null}
        onClick={() => replay.mutate()}
      >
        {t('replay.do')}
      </Button>
    </>
  );
}

/** With lines, where it is what it should be. */
function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 1);
  } catch {
    return body;
  }
}
