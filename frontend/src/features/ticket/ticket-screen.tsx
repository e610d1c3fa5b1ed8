import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useMe, useTeams, useUsers } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { useMedia } from '@/shared/lib/media';
import { ConnectionBar } from '@/shared/realtime';
import { useShortcuts } from '@/shared/lib/shortcuts';

import { AssistantStrip, CollisionStrip, CustomerTyping } from './composer/collision-strip';
import { Composer } from './composer/composer';
import type { ComposerHandle } from './composer/composer-handle';
import { useWriting } from './composer/use-writing';
import { useSendState } from './outbox/store';
import { ContextPanel } from './context/context-panel';
import { ConflictBar } from './header/conflict-bar';
import { PlaceStrip } from './header/place-strip';
import { TicketHeader } from './header/ticket-header';
import { useChange } from './hooks/use-change';
import { useSeen } from './hooks/use-seen';
import { useTicket } from './hooks/use-ticket';
import { TicketPlaceholder } from './screen/ticket-placeholder';
import { useIncoming, useSent } from './screen/use-incoming';
import { useLedOn } from './screen/use-led-on';
import { usePanel } from './screen/use-panel';
import { usePresent } from './screen/use-present';
import { useReadMark } from './screen/use-read-mark';
import { useOwner } from './storage/use-owner';
import { TicketProvider, type TicketScreenValue } from './ticket-context';
import { Timeline } from './timeline/timeline';
import type { ComposerKind, TicketDetail } from './types';
import './styles/screen.css';
import './styles/header.css';
import './styles/timeline.css';
import './styles/composer.css';
import './styles/context.css';

export interface TicketScreenProps {
  number: number;
  onClose: () => void;
  onNext: () => void;
  onPrevious: () => void;
  /** Told when the ticket has been solved here; without it the next one opens. */
  onSolved?: (number: number) => void;
  onOpenTicket: (number: number) => void;
  /** Told that the ticket is part of another one by now; without it that one opens like any other. */
  onMoved?: (number: number) => void;
  /** Stands in for the back button of narrow screens. */
  renderBack?: ReactNode;
}

/** One ticket: the conversation with its composer, and the context beside it. */
export function TicketScreen(props: TicketScreenProps) {
  // Another ticket is another screen: no scroll position, draft or open menu carries over.
  return <OneTicket key={props.number} {...props} />;
}

function OneTicket(props: TicketScreenProps) {
  const { number, onClose, renderBack } = props;
  const me = useMe();
  const isOwned = useOwner(me?.id ?? null);
  const query = useTicket(number, useIncoming(number, me));
  useDocumentTitle(query.data ? query.data.subject : '');
  useLedOn(number, query.data?.merged_into, props.onMoved ?? props.onOpenTicket);
  if (!query.data || !isOwned) {
    return (
      <TicketPlaceholder
        number={number}
        error={query.error}
        onRetry={() => void query.refetch()}
        onClose={onClose}
        back={renderBack}
      />
    );
  }
  return <LoadedTicket {...props} ticket={query.data} />;
}

function LoadedTicket({ ticket, ...props }: TicketScreenProps & { ticket: TicketDetail }) {
  const { number, onClose, onNext, onSolved, onOpenTicket, renderBack } = props;
  const { t } = useTranslation('ticket');
  const me = useMe();
  const people = useUsers();
  const teams = useTeams();
  const { change, refused, conflict, keepTheirs, setMine } = useChange(number);
  const panel = usePanel();
  const writing = useWriting();
  const [writingKind, setWritingKind] = useState<ComposerKind>('public');
  const step = useSendState(number, 'public').step;
  const isSending = step === 'waiting' || step === 'sending';
  const present = usePresent(
    number,
    me?.id,
    isSending ? 'sending' : !writing.isWriting ? 'viewing' : writingKind === 'note' ? 'noting' : 'replying',
  );
  const isPhone = useMedia('(max-width: 600px)');
  const [isSheetOpen, setSheetOpen] = useState(false);
  const sheet = !isPhone ? 'none' : isSheetOpen ? 'open' : 'rest';
  const composer = useRef<ComposerHandle | null>(null);
  const toEnd = useRef<(() => void) | null>(null);
  const isAssistants = ticket.handler === 'assistant';

  const seen = useSeen(useReadMark(number));
  const [openedAt] = useState(ticket.timeline.results[ticket.timeline.results.length - 1]?.id ?? null);
  const { seenId: looked } = seen;
  // What stood there on opening counts as seen: the timeline opens at its end.
  const seenId = useCallback(() => Math.max(looked() ?? 0, openedAt ?? 0) || null, [looked, openedAt]);

  const solved = useCallback(() => {
    if (onSolved) onSolved(number);
    else onNext();
  }, [number, onNext, onSolved]);
  useSent(number, solved);
  useFocusWhenLost();

  useShortcuts(t('title', { number }), [
    { keys: ']', label: t('keys.context'), run: () => panel.setOpen(!panel.isOpen) },
  ]);

  const value: TicketScreenValue = {
    ticket,
    me: me ?? null,
    people,
    teams,
    change,
    refused,
    insert: (html) => composer.current?.insert(html),
    sendAgain: (entry) => composer.current?.rewrite(entry.body_html),
    addToReply: (person) => composer.current?.addToReply(person),
    askCopilot: () => composer.current?.askCopilot(),
    openTicket: onOpenTicket,
  };

  return (
    <TicketProvider value={value}>
      <main
        id="conversation"
        className="pane convo ticket"
        tabIndex={-1}
        data-pane="conversation"
        aria-label={t('title', { number })}
      >
        <TicketHeader
          viewers={present.viewers}
          onClose={onClose}
          onSolved={solved}
          isContextOpen={panel.isOpen}
          onToggleContext={() => panel.setOpen(!panel.isOpen)}
          back={renderBack}
        />
        {conflict && <ConflictBar conflict={conflict} onKeep={thenStay(keepTheirs)} onSet={thenStay(setMine)} />}
        <ConnectionBar />
        <Timeline onInView={seen.report} toEndRef={toEnd} />
        <div
          className={sheet === 'none' ? 'composer' : `composer is-${sheet}`}
          // Where the skip link to the composer leads while there is none.
          {...(ticket.is_deleted && { id: 'composer', tabIndex: -1 })}
        >
          <PlaceStrip />
          {isAssistants && !ticket.is_deleted && (
            <AssistantStrip
              isAnswering={present.isAssistantAnswering}
              mayTakeOver={ticket.permissions.update}
              onTakeOver={() =>
                change({ changes: { handler: 'person' }, preview: { handler: 'person' }, done: t('presence.taken'), still: t('presence.stillAssistant') })
              }
            />
          )}
          {present.isCustomerTyping && <CustomerTyping name={ticket.requester.name} />}
          <CollisionStrip
            repliers={present.repliers}
            senders={present.senders}
            onLet={() => {
              writing.stop();
              document.getElementById('conversation')?.focus();
            }}
          />
          {/* Nobody answers out of the trash; it is restored first. */}
          {!ticket.is_deleted && (
            <Composer
              handle={composer}
              seenId={seenId}
              onWriting={(kind) => {
                setWritingKind(kind);
                writing.note();
              }}
              onStopped={writing.stop}
              onNext={onNext}
              toEnd={() => toEnd.current?.()}
              sheet={sheet}
              onSheet={setSheetOpen}
            />
          )}
        </div>
      </main>
      <ContextPanel isOpen={panel.isOpen} isDrawer={panel.isDrawer} onClose={() => panel.setOpen(false)} />
    </TicketProvider>
  );
}

/** What was pressed goes away with the press; focus stays in the conversation. */
function thenStay(act: () => void): () => void {
  return () => {
    act();
    document.getElementById('conversation')?.focus({ preventScroll: true });
  };
}

/** Moves focus to the conversation when a ticket opens and nothing has it. */
function useFocusWhenLost(): void {
  useEffect(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (isLost) document.getElementById('conversation')?.focus({ preventScroll: true });
  }, []);
}
