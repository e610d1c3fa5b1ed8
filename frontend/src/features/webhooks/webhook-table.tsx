import { useTranslation } from 'react-i18next';
import { absoluteTime, relativeTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { partsOf } from './address';
import type { Webhook } from './api';

export interface WebhookTableProps {
  rows: readonly Webhook[];
  chosen: number;
  onChoose: (id: number) => void;
}

/** Webhooks as a dense table; on a phone each becomes a small block. */
export function WebhookTable({ rows, chosen, onChoose }: WebhookTableProps) {
  const { t, i18n } = useTranslation('webhooks');
  const now = useNow(60_000);
  return (
    <table className="dt wht">
      <thead>
        <tr>
          {(['address', 'sends', 'state', 'delivered', 'last'] as const).map((name) => (
            <th key={name} scope="col">
              {t(`column.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, url, types, state, note, traffic }) => {
          const { host, rest } = partsOf(url);
          const all = traffic.delivered + traffic.failed;
          return (
            <tr key={id} className={id === chosen ? 'cur' : undefined}>
              <th scope="row">
                <button type="button" className="link" aria-current={id === chosen ? 'true' : undefined} onClick={() => onChoose(id)}>
                  <span className="med">{host}</span>
                </button>
                <span className="why2 ell" dir="ltr">
                  {rest}
                </span>
                {note ? (
                  <span className="why2" dir="auto">
                    {note}
                  </span>
                ) : null}
              </th>
              <td data-label={t('column.sends')}>
                <code>{types.slice(0, 3).join(', ')}</code>
                {types.length > 3 ? <span className="why2">{t('more', { count: types.length - 3 })}</span> : null}
              </td>
              <td data-label={t('column.state')}>
                <span className={`whstate ${state}`}>{t(`state.${state}`)}</span>
              </td>
              <td data-label={t('column.delivered')}>
                {t('ofAll', { count: all, delivered: traffic.delivered })}
                <span className="why2">{traffic.waiting > 0 ? t('waits', { count: traffic.waiting }) : t('inADay')}</span>
              </td>
              <td data-label={t('column.last')}>
                {traffic.last_at === null ? (
                  <span className="t3">{t('never')}</span>
                ) : (
                  <time dateTime={traffic.last_at} title={absoluteTime(traffic.last_at, i18n.language)}>
                    {relativeTime(traffic.last_at, now, i18n.language)}
                  </time>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
