import { useId, useState } from 'react';
import Bot from 'lucide-react/icons/bot';
import ChevronDown from 'lucide-react/icons/chevron-down';
import ShieldAlert from 'lucide-react/icons/shield-alert';
import { useTranslation } from 'react-i18next';

import type { Entry } from '@/shared/api';
import { Badge, Icon, Popover } from '@/shared/ui';

import { mailOf, sentTo, type MailFacts } from './payload';
import type { Person } from './types';

const AUTOMATIC = ['auto_reply', 'out_of_office', 'auto_generated', 'bounce', 'list'] as const;
/** So many addresses of a list stand in the folded line. */
const SHOWN = 2;

/** Marks beside the author: whether the sender was proven, and whether a person wrote at all. */
export function MailMarks({ entry }: { entry: Entry }) {
  const { t } = useTranslation('email');
  const mail = entry.author.kind === 'staff' ? null : mailOf(entry);
  if (!mail) return null;
  const automatic = AUTOMATIC.find((kind) => kind === mail.automatic);
  return (
    <>
      {!mail.isProven && <NotProven mail={mail} name={entry.author.name} />}
      {mail.automatic && (
        <Badge tone="mute" icon={<Icon icon={Bot} size={12} />}>
          {t(automatic ? `mail.automatic.${automatic}` : 'mail.automatic.auto_generated')}
        </Badge>
      )}
    </>
  );
}

/** The mark opens to its reason. */
function NotProven({ mail, name }: { mail: MailFacts; name: string }) {
  const { t } = useTranslation('email');
  return (
    <Popover
      label={t('mail.notProven')}
      trigger={
        <button type="button" className="badge warn unproven">
          <Icon icon={ShieldAlert} size={12} />
          {t('mail.notProven')}
        </button>
      }
    >
      <p className="why-mail" dir="auto">
        {t('mail.notProvenWhy', { address: mail.from.address || name })}
      </p>
      <p className="why-mail t2">{t('mail.notProvenTodo')}</p>
    </Popover>
  );
}

/** From whom to whom, folded into one line; open, each address stands in full. */
export function MailLine({ entry }: { entry: Entry }) {
  const { t } = useTranslation('email');
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  // A reply that a person of ours wrote by mail went to us; who got it from there is what counts.
  const sent = sentTo(entry);
  const mail = sent || entry.author.kind === 'staff' ? null : mailOf(entry);
  const to = mail?.to ?? sent?.to ?? [];
  const cc = mail?.cc ?? sent?.cc ?? [];
  const from = mail?.from.address ? [mail.from] : [];
  const replyTo = mail?.replyTo ?? [];
  if (to.length + cc.length + from.length === 0) return null;

  return (
    <div className="mline">
      <button type="button" className="mline-b" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen((is) => !is)}>
        <span className="ell" dir="auto">
          {folded()}
        </span>
        <Icon icon={ChevronDown} size={12} className="chev" />
      </button>
      <dl id={id} hidden={!isOpen}>
        <Row label={t('mail.from')} people={from} />
        <Row label={t('mail.to')} people={to} />
        <Row label={t('mail.cc')} people={cc} />
        <Row label={t('mail.replyTo')} people={replyTo} />
      </dl>
    </div>
  );

  function folded(): string {
    const parts = [
      from[0] && t('mail.fromWho', { names: from[0].address }),
      to.length > 0 && t('mail.toWho', { names: short(to) }),
      cc.length > 0 && t('mail.ccWho', { names: short(cc) }),
      replyTo.length > 0 && t('mail.replyToWho', { names: short(replyTo) }),
    ];
    return parts.filter(Boolean).join(' · ');
  }

  function short(people: Person[]): string {
    const names = people.slice(0, SHOWN).map((person) => person.name || person.address).join(', ');
    const rest = people.length - SHOWN;
    return rest > 0 ? t('mail.andMore', { names, count: rest }) : names;
  }
}

function Row({ label, people }: { label: string; people: readonly Person[] }) {
  if (people.length === 0) return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {people.map((person) => (
          <span key={person.address}>
            {person.name && <bdi>{person.name} </bdi>}
            <bdi className={person.name ? 't3' : ''}>{person.address}</bdi>
          </span>
        ))}
      </dd>
    </div>
  );
}
