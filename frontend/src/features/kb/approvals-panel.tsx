import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { absoluteTime, relativeTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Badge, Loaded, type Tone } from '@/shared/ui';
import type { Approval } from './api';
import { approvalsQuery } from './use-approval';

const TONES: Record<Approval['state'], Tone> = { open: 'warn', approved: 'ok', returned: 'bad', withdrawn: 'mute' };

/** What reviews an article had, the latest first. */
export function ApprovalsPanel({ id }: { id: number }) {
  const { t } = useTranslation('kb');
  const query = useQuery(approvalsQuery(id));
  return (
    <Loaded query={query} fault={t('approval.fault')}>
      {({ results }) =>
        results.length === 0 ? (
          <p className="t2">{t('approval.none')}</p>
        ) : (
          <ol className="kb-approvals">
            {results.map((one) => (
              <Row key={one.id} approval={one} />
            ))}
          </ol>
        )
      }
    </Loaded>
  );
}

function Row({ approval }: { approval: Approval }) {
  const { t, i18n } = useTranslation('kb');
  const now = useNow(60_000);
  const at = approval.decided_at ?? approval.asked_at;
  return (
    <li>
      <span className="row g1">
        <b>{t('versions.number', { number: approval.version })}</b>
        <Badge tone={TONES[approval.state]}>{t(`approval.state.${approval.state}`)}</Badge>
      </span>
      <span className="t3 f12">
        {t('approval.asked', { name: approval.asked_by.name })}
        {approval.decided_by ? `, ${t('approval.decided', { name: approval.decided_by.name })}` : ''},{' '}
        <time dateTime={at} title={absoluteTime(at, i18n.language)}>
          {relativeTime(at, now, i18n.language)}
        </time>
      </span>
      {approval.words ? <span className="f12 t2" dir="auto">{approval.words}</span> : null}
      {approval.comment ? <span className="f12" dir="auto">{approval.comment}</span> : null}
    </li>
  );
}
