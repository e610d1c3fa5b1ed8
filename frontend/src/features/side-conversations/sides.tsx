import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { keys } from '@/shared/api';
import { useFocusAfter } from '@/shared/lib/focus-after';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { Part, Section, useTicketPart, useTicketPort } from '@/shared/ticket-screen';
import { Badge, Button } from '@/shared/ui';

import { sidesApi, type Side } from './api';
import { SideCard } from './side-card';
import { SideDialog } from './side-dialog';

/** Who was asked outside about this ticket, and what they answered; its customer sees none of it. */
export function Sides() {
  const { t } = useTranslation('side-conversations');
  const { ticket } = useTicketPort();
  const client = useQueryClient();
  const query = useTicketPart(ticket.number, sidesApi.part, sidesApi.read);
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const leave = useFocusAfter(box, isOpen);
  const mayWrite = ticket.permissions.reply;
  useShortcuts(t('title'), [{ keys: 'b', label: t('new.title'), run: () => setOpen(true) }], mayWrite);
  const found = query.data ?? [];
  const unread = found.filter((side) => side.is_unread).length;
  const opened = (side: Side): void => {
    client.setQueryData<Side[]>(keys.ticketPart(ticket.number, sidesApi.part), (known) => [side, ...(known ?? [])]);
    leave();
  };
  if (found.length === 0 && !mayWrite && !query.error) return null;
  return (
    <Section
      name="sides"
      title={t('title')}
      count={found.length}
      aside={unread > 0 ? <Badge tone="acc">{t('unread', { count: unread })}</Badge> : null}
    >
      <div ref={box} tabIndex={-1} className="scvs">
        <Part query={query} failed={t('loadFailed')} lines={2}>
          {(sides) => (
            <>
              <p className="t3 f12">{t(sides.length === 0 ? 'none' : 'note')}</p>
              {sides.map((side) => (
                <SideCard key={side.id} side={side} mayWrite={mayWrite} />
              ))}
              {mayWrite ? (
                <Button size="sm" keys="b" onClick={() => setOpen(true)}>
                  {t('new.open')}
                </Button>
              ) : null}
            </>
          )}
        </Part>
        {isOpen ? <SideDialog onClose={() => setOpen(false)} onOpened={opened} /> : null}
      </div>
    </Section>
  );
}
