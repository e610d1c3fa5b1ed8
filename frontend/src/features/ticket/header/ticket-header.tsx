import type { ReactNode } from 'react';
import ChevronLeft from 'lucide-react/icons/chevron-left';
import PanelRight from 'lucide-react/icons/panel-right';
import { useTranslation } from 'react-i18next';

import { useShortcuts } from '@/shared/lib/shortcuts';
import type { PresentPerson } from '@/shared/realtime';
import { Avatar, Button, Icon, IconButton, PersonName } from '@/shared/ui';

import { useTicketScreen } from '../ticket-context';
import { HeaderMenu } from './header-menu';
import { PropertyBar } from './property-bar';
import { SleepLine } from './sleep-line';
import { Subject } from './subject';
import { Timers } from './timers';
import { useAssign } from './use-assign';

export interface TicketHeaderProps {
  viewers: readonly PresentPerson[];
  onClose: () => void;
  onSolved: () => void;
  isContextOpen: boolean;
  onToggleContext: () => void;
  /** Replaces the back button of narrow screens. */
  back?: ReactNode;
}

const SHOWN_VIEWERS = 4;

/** Who and what this ticket is, and everything about it that can be changed. */
export function TicketHeader(props: TicketHeaderProps) {
  const { t } = useTranslation(['ticket', 'shared']);
  const { ticket, me, change } = useTicketScreen();
  const assign = useAssign();
  const isDone = ticket.status === 'resolved' || ticket.status === 'closed';
  const mayChange = ticket.permissions.update;

  function setStatus(status: 'resolved' | 'open'): void {
    change({
      changes: { status },
      preview: { status },
      done: t(`ticket:change.status.${status}`),
      still: t('ticket:change.still', { value: t(`shared:status.${ticket.status}`) }),
      ...(status === 'resolved' ? { onDone: props.onSolved } : {}),
    });
  }

  useShortcuts(
    t('ticket:title', { number: ticket.number }),
    [
      { keys: 'e', label: t('ticket:keys.solve'), run: () => (isDone ? false : setStatus('resolved')) },
      { keys: 'i', label: t('ticket:keys.take'), run: () => (me ? assign(me) : false) },
    ],
    mayChange,
  );

  return (
    <>
      <header className="bar">
        {props.back ?? (
          <IconButton className="mob only-narrow" label={t('ticket:header.back')} onClick={props.onClose}>
            <Icon icon={ChevronLeft} />
          </IconButton>
        )}
        <bdi className="t3 f12 number only-wide">#{ticket.number}</bdi>
        <Subject />
        <span className="sp" />
        {props.viewers.length > 0 && <Viewers people={props.viewers} />}
        <span className="vsep only-wide" />
        <HeaderMenu onSolve={mayChange && !isDone ? () => setStatus('resolved') : null} />
        <IconButton
          label={props.isContextOpen ? t('ticket:context.hide') : t('ticket:context.show')}
          keys="]"
          isOn={props.isContextOpen}
          onClick={props.onToggleContext}
        >
          <Icon icon={PanelRight} />
        </IconButton>
        {mayChange &&
          (isDone ? (
            <Button className="only-wide" onClick={() => setStatus('open')}>
              {t('ticket:header.reopen')}
            </Button>
          ) : (
            <Button className="only-wide" keys="e" onClick={() => setStatus('resolved')}>
              {t('ticket:header.solve')}
            </Button>
          ))}
      </header>
      <p className="whom">
        <bdi className="ell"><PersonName name={ticket.requester.name} /></bdi>
        {ticket.company && (
          <>
            <bdi className="ell">{ticket.company.name}</bdi>
            {ticket.company.segment && <span className="nw">{segmentName(ticket.company.segment)}</span>}
          </>
        )}
      </p>
      <SleepLine />
      <div className="props">
        <PropertyBar />
        <Timers />
      </div>
    </>
  );

  function segmentName(segment: string): string {
    return t(`shared:segment.${segment}` as 'shared:segment.enterprise', { defaultValue: segment });
  }
}

function Viewers({ people }: { people: readonly PresentPerson[] }) {
  const { t, i18n } = useTranslation('ticket');
  const names = new Intl.ListFormat(i18n.language).format(people.map((person) => person.name));
  const rest = people.length - SHOWN_VIEWERS;
  return (
    <span className="avs" role="img" aria-label={t('header.alsoHere', { names })} title={names}>
      {people.slice(0, SHOWN_VIEWERS).map((person) => (
        <Avatar key={person.id} id={person.id} name={person.name} size={24} />
      ))}
      {rest > 0 && <span className="t3 f12">+{rest}</span>}
    </span>
  );
}
