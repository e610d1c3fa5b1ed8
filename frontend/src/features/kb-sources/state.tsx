import { useTranslation } from 'react-i18next';
import { relativeTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Badge, Meter } from '@/shared/ui';
import { isBusy, type Source } from './api';

/** What a source is doing, in words. */
export function StateOf({ source }: { source: Source }) {
  const { t, i18n } = useTranslation('kb-sources');
  const now = useNow(60_000);
  const at = source.run?.progress;
  if (isBusy(source)) {
    return (
      <span className="ks-state">
        <span className="row g1">
          <span className="spin" aria-hidden="true" />
          {at && at.total > 0 ? t('readingOf', { done: at.done, total: at.total }) : t(`state.${source.state}`)}
        </span>
        {at ? <Meter share={at.total > 0 ? at.done / at.total : 0} /> : null}
      </span>
    );
  }
  if (source.state === 'failing') return <Badge tone="bad">{source.fault ? t(`reasonShort.${source.fault.reason}` as 'reasonShort.away', { defaultValue: t('state.failing') }) : t('state.failing')}</Badge>;
  if (source.state === 'paused') return <Badge tone="mute">{t('state.paused')}</Badge>;
  if (source.refused_files > 0) return <Badge tone="warn">{t('skipped', { count: source.refused_files })}</Badge>;
  if (source.run?.is_capped) return <Badge tone="warn">{t('capped')}</Badge>;
  return <span className="t2">{source.read_at ? t('readAt', { when: relativeTime(source.read_at, now, i18n.language) }) : t('state.live')}</span>;
}
