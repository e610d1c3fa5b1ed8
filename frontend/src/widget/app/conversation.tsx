import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { Composer } from './composer';
import { useScene } from './context';
import { Avatar, Header, LinkBar, PersonButton } from './frame';
import { hasAnswered, HandoffCard } from './handoff';
import { Icon } from './icons';
import { entriesOf } from './messages';
import { MessageView, PendingView, StreamView } from './message';
import { Rating } from './rating';
import { Reach } from './reach';
import { SharingLine } from './sharing-line';
import { QUIET } from './state';
import type { Conversation } from './types';
import { waitText } from './wait-text';

const NEAR_END = 120;

export function ConversationView({ id }: { id: string }): JSX.Element {
  const { desk, state, words } = useScene();
  const conversation = state.conversations[id];
  const now = state.now[id] ?? QUIET;
  const pending = desk.outbox.items().filter((item) => item.conversation === id);
  const entries = entriesOf(conversation?.messages ?? [], pending);
  const isSolved = conversation !== undefined && conversation.status !== 'open';
  const isWithPerson = conversation?.owner === 'person' || conversation?.owner === 'waiting';
  const log = useStuckToEnd(`${entries.length} ${now.streamed.length} ${now.typing} ${now.isThinking} ${conversation?.owner}`);
  useEffect(() => desk.seen(), [desk, id, entries.length]);

  return (
    <section class="wg-view">
      <Header
        title={conversation?.subject || words.t('newConversation')}
        subtitle={subtitle(conversation, words.t)}
        lead={conversation?.owner === 'person' && conversation.person ? <Avatar name={conversation.person} size={28} /> : undefined}
      />
      <LinkBar />
      <div class="wg-b" ref={log} tabIndex={-1}>
        <div class="wg-log" role="log" aria-live="off" aria-label={conversation?.subject || words.t('newConversation')}>
          {conversation?.previous && (
            <button type="button" class="wg-fold" onClick={() => void desk.loadOlder(id)}>
              {words.t('older')}
            </button>
          )}
          {!entries.length && !conversation && <p class="wg-none">{words.t('tellUs')}</p>}
          {entries.map((entry) =>
            entry.pending ? (
              <PendingView key={entry.pending.client_id} item={entry.pending} />
            ) : (
              <MessageView key={entry.message.client_id || entry.message.id} message={entry.message} conversation={id} />
            ),
          )}
          {(now.streamed || now.isThinking) && <StreamView text={now.streamed} />}
          {conversation && isWithPerson && !isSolved && !hasAnswered(conversation) && <HandoffCard conversation={conversation} />}
          {conversation && !isSolved && <Reach conversation={conversation} />}
          {now.typing && (
            <div class="wg-typing">
              <Avatar name={now.typing} />
              {words.t('isTyping', { name: now.typing })}{' '}
              <span class="typing" aria-hidden="true">
                <i />
                <i />
                <i />
              </span>
            </div>
          )}
          {conversation && isSolved && <Solved conversation={conversation} />}
        </div>
      </div>
      <footer class="wg-c">
        {!isWithPerson && (
          <div class="wg-person">
            <span class="sp">{waitText(conversation?.wait ?? state.home?.wait, words)}</span>
            <PersonButton conversation={id} />
          </div>
        )}
        <Composer conversation={id} placeholder={placeholder(conversation, words.t)} />
        <SharingLine />
      </footer>
    </section>
  );
}

type Say = ReturnType<typeof useScene>['words']['t'];

function subtitle(conversation: Conversation | undefined, t: Say): string {
  if (!conversation || conversation.owner === 'assistant') return t('automated');
  if (conversation.status !== 'open') return t('resolved');
  return conversation.person ? t('withPerson', { name: conversation.person }) : t('withQueue');
}

function placeholder(conversation: Conversation | undefined, t: Say): string {
  if (!conversation) return t('write');
  if (conversation.owner === 'assistant') return t('reply');
  return conversation.person ? t('replyPerson', { name: conversation.person }) : t('write');
}

function Solved({ conversation }: { conversation: Conversation }): JSX.Element {
  const { words } = useScene();
  return (
    <>
      <div class="wg-done">
        <Icon name="done" size={14} />
        <span>
          {conversation.last_at && <b class="str">{words.t('solvedAt', { time: words.time(conversation.last_at) })}</b>}
          {words.t('stillWrong')}
        </span>
      </div>
      {(conversation.may_rate || conversation.rating !== null) && <Rating conversation={conversation} />}
    </>
  );
}

/** Follows the newest line while the reader is at the end; whoever reads further up is left in peace. */
function useStuckToEnd(change: string) {
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const note = () => {
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;
    };
    element.addEventListener('scroll', note, { passive: true });
    return () => element.removeEventListener('scroll', note);
  }, []);
  useLayoutEffect(() => {
    if (box.current && isAtEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [change]);
  return box;
}
