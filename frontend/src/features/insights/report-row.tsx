import { useTranslation } from 'react-i18next';
import { shortDate } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Badge, Button } from '@/shared/ui';
import { useWhen } from './report-words';
import type { Report, ReportRecipient } from './words';

export interface ReportRowProps {
  row: Report;
  onChange: () => void;
  onPause: () => void;
  onDelete: () => void;
}

/** One scheduled report: what, when, to whom, and how the last one went. */
export function ReportRow({ row, onChange, onPause, onDelete }: ReportRowProps) {
  const { t, i18n } = useTranslation('insights');
  const when = useWhen();
  const now = useNow(60_000);
  const at = (moment: string): string => shortDate(moment, now, i18n.language, row.timezone);
  return (
    <li aria-label={row.name}>
      <p className="row">
        <b className="ell" dir="auto">
          {row.name}
        </b>
        {row.pause === null ? null : <Badge tone={row.pause === 'asked' ? 'mute' : 'warn'}>{t('plan.paused')}</Badge>}
      </p>
      <p className="f12 t2">
        {t(`view.${row.report}`)}. {when(row)} {t('plan.of', { name: row.owner.name })}
      </p>
      {row.pause === null ? null : <p className="f12">{t(`plan.pause.${row.pause}`)}</p>}
      {row.due_at === null ? null : <p className="f12 t2">{t('plan.next', { at: at(row.due_at) })}</p>}
      {row.sent_at === null ? null : <p className="f12 t2">{t('plan.last', { at: at(row.sent_at) })}</p>}
      <ul className="f12 t2">
        {row.recipients.map((one) => (
          <li key={one.person?.id ?? one.address} dir="auto">
            <Recipient one={one} />
          </li>
        ))}
      </ul>
      <p className="row">
        <Button size="sm" aria-label={t('plan.changeOf', { name: row.name })} onClick={onChange}>
          {t('plan.change')}
        </Button>
        <Button size="sm" aria-label={t(row.pause === null ? 'plan.pauseOf' : 'plan.resumeOf', { name: row.name })} onClick={onPause}>
          {t(row.pause === null ? 'plan.pauseIt' : 'plan.resume')}
        </Button>
        <Button size="sm" variant="ghost" aria-label={t('plan.deleteOf', { name: row.name })} onClick={onDelete}>
          {t('plan.delete')}
        </Button>
      </p>
    </li>
  );
}

const LOST = new Set(['failed', 'bounced', 'capped', 'cancelled', 'in_doubt']);

function Recipient({ one }: { one: ReportRecipient }) {
  const { t } = useTranslation('insights');
  const name = one.person?.name ?? one.address ?? '';
  if (one.skipped !== null) return t(`plan.skipped.${one.skipped}`, { name });
  if (one.state === null) return name;
  return t(one.state === 'sent' ? 'plan.arrived' : LOST.has(one.state) ? 'plan.lost' : 'plan.onItsWay', { name });
}
