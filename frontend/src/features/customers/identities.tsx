import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { absoluteTime, relativeTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Badge, Button } from '@/shared/ui';
import type { ContactDetail, Identity, Merge } from './types';
import { useObstacleWords } from './merge-words';
import { useUnmerge } from './use-merge';
import './merge.css';

/** How a contact reaches us, each with a word for whether it was proven. */
export function Identities({ identities, label, children }: { identities: readonly Identity[]; label: string; children?: ReactNode }) {
  const { t } = useTranslation('customers');
  return (
    <section className="card-list" aria-label={label}>
      <h2>{label}</h2>
      {identities.length === 0 ? (
        <p className="t3">{t('identity.none')}</p>
      ) : (
        <ul className="idents">
          {identities.map((identity) => (
            <li key={identity.id}>
              <IdentityLine identity={identity} />
            </li>
          ))}
        </ul>
      )}
      {children ? <div className="more">{children}</div> : null}
    </section>
  );
}

export function IdentityLine({ identity }: { identity: Identity }) {
  const { t, i18n } = useTranslation('customers');
  return (
    <>
      <span className="t3 f12">{t(`identity.kind.${identity.kind}`, { defaultValue: identity.kind })}</span>
      <bdi className="val">{identity.value}</bdi>
      <span title={identity.verified_at ? absoluteTime(identity.verified_at, i18n.language) : t('identity.noProof')}>
        <Badge tone={identity.is_verified ? 'ok' : 'mute'}>
          {identity.is_verified ? t('identity.verified') : t('identity.unverified')}
        </Badge>
      </span>
    </>
  );
}

/** Who became part of this contact, each with the way back while there is one. */
export function Merged({ contact }: { contact: ContactDetail }) {
  const { t } = useTranslation('customers');
  if (contact.merged.length === 0) return null;
  return (
    <section className="card-list" aria-label={t('merge.list')}>
      <h2>{t('merge.list')}</h2>
      <ul className="idents">
        {contact.merged.map((merge) => (
          <li key={merge.id}>
            <MergedLine merge={merge} survivor={contact.name} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function MergedLine({ merge, survivor }: { merge: Merge; survivor: string }) {
  const { t, i18n } = useTranslation('customers');
  const now = useNow(60_000);
  const mayMerge = useMay('customer.merge');
  const unmerge = useUnmerge(survivor);
  const wordsOf = useObstacleWords();
  const name = merge.contact?.name ?? t('merge.erased');
  const reason = merge.reason ? wordsOf(merge.reason, { source: name, target: survivor }) : null;
  return (
    <>
      <span className="val">
        <bdi>{name}</bdi>
        {merge.contact?.email && merge.contact.email !== name ? <bdi className="t3 f12">{merge.contact.email}</bdi> : null}
      </span>
      <span className="t3 f12 full">
        <time dateTime={merge.at} title={absoluteTime(merge.at, i18n.language)}>
          {merge.by
            ? t('merge.byAt', { name: merge.by.name, age: relativeTime(merge.at, now, i18n.language) })
            : relativeTime(merge.at, now, i18n.language)}
        </time>
        {' · '}
        {t('merge.ticketCount', { count: merge.tickets })}
      </span>
      {mayMerge ? (
        <Button
          size="sm"
          aria-label={t('merge.undoOf', { name })}
          busy={unmerge.isPending ? t('merge.undoing') : null}
          unavailable={reason}
          onClick={() => unmerge.mutate(merge)}
        >
          {t('merge.undo')}
        </Button>
      ) : null}
      {reason ? <span className="t3 f12 full">{reason}</span> : null}
    </>
  );
}

/** Says on the screen of a merged contact where it went. */
export function Tombstone({ into }: { into: number }) {
  const { t } = useTranslation('customers');
  return (
    <p className="tomb" role="status">
      <span>{t('merge.tombstone')}</span>
      <Link className="link" to="/customers/contacts/$id" params={{ id: String(into) }}>
        {t('merge.openSurvivor')}
      </Link>
    </p>
  );
}
