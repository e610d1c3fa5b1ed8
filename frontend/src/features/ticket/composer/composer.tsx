import { useCallback, useEffect, useRef, useState, type DragEvent, type RefObject } from 'react';
import Maximize2 from 'lucide-react/icons/maximize-2';
import Minimize2 from 'lucide-react/icons/minimize-2';
import X from 'lucide-react/icons/x';
import { useTranslation } from 'react-i18next';

import { useShortcuts } from '@/shared/lib/shortcuts';
import type { TicketPort } from '@/shared/ticket-screen';
import { Icon, IconButton, Segmented } from '@/shared/ui';

import { isFromCustomer, lastOf } from '../model/entries';
import { textToUse } from '../model/draft-text';
import { useTicketScreen } from '../ticket-context';
import type { ComposerKind } from '../types';
import { AiDraftPanel } from './ai-draft-panel';
import { ComposerBar } from './composer-bar';
import { DraftStrip } from './draft-strip';
import type { Caret, EditorHandle } from './editor-port';
import { RecipientsLine } from './recipients-line';
import { SendStrip } from './send-strips';
import type { SendStatus } from './send-button';
import { TextField } from './text-field';
import { UploadList } from './upload-list';
import { useAiDraft } from './use-ai-draft';
import { useMentionable } from './use-mentionable';
import { useComposer } from './use-composer';
import { useComposerKeys } from './use-composer-keys';

/** What others on the screen do with the composer. */
export interface ComposerHandle {
  open: (kind: ComposerKind) => void;
  insert: (html: string) => void;
  askCopilot: () => void;
  /** Takes a message back into the field, to be sent as a new one. */
  rewrite: (html: string) => void;
  addToReply: TicketPort['addToReply'];
}

interface ComposerProps {
  handle: RefObject<ComposerHandle | null>;
  seenId: () => number | null;
  onWriting: (kind: ComposerKind) => void;
  onStopped: () => void;
  /** After a send that goes on to the next ticket. */
  onNext: () => void;
  toEnd: () => void;
  /** On a phone: it rests as one line, or fills the screen. */
  sheet: 'none' | 'rest' | 'open';
  onSheet: (isOpen: boolean) => void;
}

/** Reply or note: text, files, the assistant's suggestion, and the button that sends. */
export function Composer({ handle, seenId, onWriting, onStopped, onNext, toEnd, sheet, onSheet }: ComposerProps) {
  const { t } = useTranslation('ticket');
  const { ticket } = useTicketScreen();
  const { permissions } = ticket;
  const [kind, setKind] = useState<ComposerKind>(permissions.reply ? 'public' : 'note');
  const [status, setStatus] = useState<SendStatus>('pending');
  const [isTall, setTall] = useState(false);
  const [isOver, setOver] = useState(false);
  const [hasAsked, setAsked] = useState(false);
  const editor = useRef<EditorHandle | null>(null);
  const [focusOn, setFocusOn] = useState<{ kind: ComposerKind; caret: Caret } | null>(null);
  const onBack = useCallback(
    (back: ComposerKind, caret: Caret) => {
      setKind(back);
      setFocusOn({ kind: back, caret });
      onSheet(true);
    },
    [onSheet],
  );
  const caret = useCallback(() => editor.current?.caret() ?? 'end', []);
  const composition = useComposer(kind, { seenId, caret, onBack });
  const { html, isEmpty, draft, files, sending, recipients, obstacle } = composition;
  const mentionable = useMentionable(ticket.number, kind === 'note');
  const aiDraft = useAiDraft(ticket, kind === 'public' && isEmpty);
  const isNote = kind === 'note';
  const isDraftShown = !isNote && (isEmpty || hasAsked) && aiDraft.state.step !== 'none';

  const onReady = useCallback((ready: EditorHandle) => {
    editor.current = ready;
    return () => {
      // The field that leaves must not take the handle of the one that came in its place.
      if (editor.current === ready) editor.current = null;
    };
  }, []);

  const open = useCallback(
    (next: ComposerKind) => {
      if (!(next === 'public' ? permissions.reply : permissions.note)) return;
      setKind(next);
      setFocusOn({ kind: next, caret: 'end' });
      onSheet(true);
    },
    [onSheet, permissions.note, permissions.reply],
  );
  useEffect(() => {
    if (focusOn?.kind !== kind) return;
    const put = () => editor.current?.focus(focusOn.caret);
    put();
    setFocusOn(null);
    // The button that was pressed may be gone only now, and take focus with it.
    requestAnimationFrame(() => document.activeElement === document.body && put());
  }, [focusOn, kind]);

  function askCopilot(): void {
    open('public');
    setAsked(true);
    aiDraft.ask();
  }
  useEffect(() => {
    handle.current = {
      open,
      askCopilot,
      insert: (added) => (editor.current ? editor.current.insertHtml(added) : composition.put(html + added)),
      rewrite: (body) => {
        open('public');
        composition.put(isEmpty ? body : html + body);
      },
      addToReply: (person) => {
        open('public');
        recipients.add(person);
      },
    };
    return () => {
      handle.current = null;
    };
  });

  function send(goesOn: boolean): void {
    if (!composition.send(permissions.update ? status : null, goesOn)) return;
    setAsked(false);
    onStopped();
    onSheet(false);
    if (goesOn) onNext();
  }

  function switchRecipients(): void | false {
    return isNote ? false : recipients.toggle();
  }

  function takeSuggestion(): void {
    const suggestion = aiDraft.use();
    if (!suggestion) return;
    const text = textToUse(suggestion, window.location.origin);
    composition.put(isEmpty ? text : html + text);
    setFocusOn({ kind, caret: 'end' });
  }

  function write(text: string): void {
    composition.type(text);
    onWriting(kind);
  }

  useShortcuts(t('title', { number: ticket.number }), [
    { keys: 'r', label: t('keys.reply'), run: () => (permissions.reply ? open('public') : false) },
    { keys: 'n', label: t('keys.note'), run: () => (permissions.note ? open('note') : false) },
    { keys: 'mod+enter', label: t('keys.send'), whileTyping: true, run: () => send(false) },
    { keys: 'mod+shift+enter', label: t('keys.sendNext'), whileTyping: true, run: () => send(true) },
    ...(composition.recipientKeys
      ? [{ keys: composition.recipientKeys, label: t('keys.replyAll'), whileTyping: true, run: switchRecipients }]
      : []),
    { keys: 'mod+j', label: t('keys.copilot'), whileTyping: true, run: () => (permissions.reply ? askCopilot() : false) },
  ]);

  const { onKeyDown, onKeyDownCapture } = useComposerKeys({
    canTake: isEmpty && isDraftShown && aiDraft.state.step === 'ready',
    isEmpty,
    isUnderWay: sending.step === 'waiting' || sending.step === 'sending',
    send,
    takeBack: composition.takeBack,
    take: takeSuggestion,
    leave() {
      if (isDraftShown) aiDraft.discard();
      else {
        onSheet(false);
        document.getElementById('conversation')?.focus();
      }
    },
  });

  function onDrop(event: DragEvent): void {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(false);
    composition.addFiles([...event.dataTransfer.files]);
  }

  if (!permissions.note && !permissions.reply) return <p className="may-not">{t('composer.mayNot')}</p>;

  const writer = lastOf(ticket.timeline.results, isFromCustomer)?.author.name ?? ticket.requester.name;
  const why = {
    empty: t('composer.whyEmpty'),
    uploading: t('composer.whyUploading'),
    busy: t('composer.whyBusy'),
    recipients: t('composer.whyRecipients'),
  };
  return (
    <>
      <SendStrip
        state={sending}
        onUndo={composition.takeBack}
        onEdit={() => {
          composition.edit();
          toEnd();
        }}
      />
      <DraftStrip state={draft.state} keeper={draft.keeper} onTaken={() => composition.put(draft.keeper.state().body)} />
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- dropping files here has a twin: the button and pasting */}
      <div
        className={['cbox', isNote && 'is-note', isTall && 'is-tall', isOver && 'is-over'].filter(Boolean).join(' ')}
        onFocusCapture={sheet === 'rest' ? () => onSheet(true) : undefined}
        onKeyDownCapture={onKeyDownCapture}
        onKeyDown={onKeyDown}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes('Files')) return;
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <div className="ctop">
          {permissions.reply ? (
            <Segmented
              label={t('composer.kind')}
              value={kind}
              onChange={open}
              options={[
                { value: 'public', label: t('composer.reply') },
                { value: 'note', label: t('composer.note') },
              ]}
            />
          ) : (
            <b className="med f12">{t('composer.note')}</b>
          )}
          {isNote ? <span className="to ell">{t('composer.noteFor')}</span> : recipients.row(<RecipientsLine ticket={ticket} />)}
          <span className="sp" />
          {sheet === 'open' && (
            <IconButton size="sm" label={t('composer.close')} onClick={() => onSheet(false)}>
              <Icon icon={X} size={14} />
            </IconButton>
          )}
          <IconButton
            size="sm"
            className="only-wide"
            label={isTall ? t('composer.shrink') : t('composer.expand')}
            isOn={isTall}
            onClick={() => setTall((is) => !is)}
          >
            <Icon icon={isTall ? Minimize2 : Maximize2} size={14} />
          </IconButton>
        </div>
        {isDraftShown && (
          <AiDraftPanel
            state={aiDraft.state}
            writer={writer}
            onUse={takeSuggestion}
            onDiscard={() => {
              setAsked(false);
              aiDraft.discard();
            }}
            onAgain={askCopilot}
          />
        )}
        <TextField
          key={kind}
          html={html}
          revision={composition.revision}
          message={composition.message}
          label={isNote ? t('composer.noteLabel') : t('composer.replyLabel')}
          placeholder={isNote ? t('composer.notePlaceholder') : t('composer.placeholder', { name: ticket.requester.name })}
          mentionable={isNote ? mentionable : null}
          onChange={write}
          onFiles={composition.addFiles}
          onReady={onReady}
        />
        <UploadList ticket={ticket.number} kind={kind} files={files} />
        <ComposerBar
          kind={kind}
          onFiles={composition.addFiles}
          onMention={() => editor.current?.startMention()}
          onCopilot={askCopilot}
          hasSaved={draft.state.savedOnce && draft.state.phase === 'saved' && !isEmpty}
          name={ticket.requester.name}
          status={status}
          onStatus={setStatus}
          maySetStatus={permissions.update}
          unavailable={obstacle && why[obstacle]}
          busy={sending.step === 'sending' ? t('composer.sending') : null}
          onSend={send}
        />
      </div>
    </>
  );
}
