import { useRef } from 'react';
import ChevronDown from 'lucide-react/icons/chevron-down';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { useTranslation } from 'react-i18next';

import type { TicketDetail } from '@/shared/api';
import { Button, ChannelIcon, Chip, Icon, Keys, Menu, MenuChoice, MenuLabel } from '@/shared/ui';

import { AddAddress } from './add-address';
import { hasOthers, modeOf } from './recipients';
import type { Recipient } from './types';
import { nameOf, type ReplyRecipients } from './use-recipients';

/** Switches between all who take part and the requester alone. */
export const ONLY_KEYS = 'mod+shift+a';

interface RecipientChipsProps {
  ticket: TicketDetail;
  recipients: ReplyRecipients;
  hasIcon: boolean;
}

/** "To Helen Marsh <helen@…>, Cc Tom, Ana, Reply to all": everybody who gets it, each to be taken out. */
export function RecipientChips({ ticket, recipients, hasIcon }: RecipientChipsProps) {
  const { t } = useTranslation('email');
  const { all, cc } = recipients;
  const adder = useRef<HTMLButtonElement>(null);
  const to = all?.to ?? [];

  function remove(person: Recipient): void {
    recipients.remove(person);
    // Its button goes with it.
    adder.current?.focus();
  }

  return (
    <div className="rcp">
      {hasIcon && <ChannelIcon channel={all?.channel ?? ticket.channel} />}
      <span className="rcp-to">
        <span className="t3">{t('mail.to')}</span>
        {to.length === 0 && <b dir="auto">{ticket.requester.name}</b>}
        {to.map((person) => (
          <span key={person.address} className="rcp-who">
            <b dir="auto">{person.name || person.address}</b>
            {person.name && <bdi className="t3">{`<${person.address}>`}</bdi>}
            {person.bounce && <Bounced />}
          </span>
        ))}
      </span>
      {cc.length > 0 && (
        // eslint-disable-next-line jsx-a11y/no-redundant-roles -- the role stays with the list where its box does not
        <ul className="rcp-cc" role="list" aria-label={t('mail.cc')}>
          <li className="t3" aria-hidden="true">
            {t('mail.cc')}
          </li>
          {cc.map((person) => (
            <li key={person.address}>
              <Chip
                icon={person.bounce && <Bounced />}
                removeLabel={t('mail.remove', { name: person.name || person.address })}
                onRemove={() => remove(person)}
              >
                <bdi className="ell" title={person.address}>
                  {person.name || person.address}
                </bdi>
              </Chip>
            </li>
          ))}
        </ul>
      )}
      <AddAddress recipients={recipients} opener={adder} />
      {all && hasOthers(all, recipients.choice) && <WhoGetsIt ticket={ticket} recipients={recipients} />}
    </div>
  );
}

function Bounced() {
  const { t } = useTranslation('email');
  return <Icon icon={TriangleAlert} size={12} className="wmark" label={t('mail.bounced')} />;
}

/** One choice: everybody, or the requester alone. */
function WhoGetsIt({ ticket, recipients }: Omit<RecipientChipsProps, 'hasIcon'>) {
  const { t } = useTranslation('email');
  const { all, choice } = recipients;
  if (!all) return null;
  const mode = modeOf(all, choice);
  const name = nameOf(all, ticket);
  const words = { all: t('mail.replyAll'), some: t('mail.replySome'), only: t('mail.only', { name }) };
  return (
    <Menu
      align="end"
      side="top"
      label={t('mail.who')}
      trigger={
        <Button variant="ghost" size="sm" aria-label={t('mail.whoIs', { who: words[mode] })}>
          <bdi>{words[mode]}</bdi>
          <Icon icon={ChevronDown} size={12} />
        </Button>
      }
    >
      <MenuLabel>
        {t('mail.who')} <Keys keys={ONLY_KEYS} />
      </MenuLabel>
      <MenuChoice<'all' | 'some' | 'only'>
        value={mode}
        onChoose={(next) => recipients.setOnly(next === 'only')}
        options={[
          { value: 'all', label: words.all, hint: t('mail.replyAllHint') },
          { value: 'only', label: <bdi>{words.only}</bdi>, hint: t('mail.onlyHint') },
        ]}
      />
    </Menu>
  );
}
