import { useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';

import { MacroStrip } from '../macros/macro-strip';
import { stillMissing } from '../macros/staged';
import { useMacros } from '../macros/use-macros';
import { useGoOn } from '../screen/use-led-on';
import { useTicketScreen } from '../ticket-context';
import type { ComposerKind } from '../types';
import { AiDraftPanel } from './ai-draft-panel';
import { RewordingPanel } from './rewording-panel';
import { ComposerBar } from './composer-bar';
import { useComposerHandle, type ComposerHandle } from './composer-handle';
import { ComposerHead } from './composer-head';
import { DraftStrip } from './draft-strip';
import { useOtherWays } from './other-ways';
import { SendStrip } from './send-strips';
import type { SendStatus } from './send-button';
import { TextField } from './text-field';
import { UploadList } from './upload-list';
import { useComposer } from './use-composer';
import { useComposerKeys } from './use-composer-keys';
import { useField, useFieldFocus } from './use-field';
import { useFileDrop } from './use-file-drop';
import { useMentionable } from './use-mentionable';
import { usePatientSend } from './use-patient-send';
import { useRewording } from './use-rewording';
import { useSuggestion } from './use-suggestion';

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
  const { number, permissions, requester } = useTicketScreen().ticket;
  const [status, setStatus] = useState<SendStatus>('pending');
  const [isTall, setTall] = useState(false);
  const field = useField(onSheet);
  const { kind } = field;
  const isNote = kind === 'note';
  const composition = useComposer(kind, { seenId, caret: field.caret, onBack: field.goOn });
  const { html, isEmpty, draft, files, sending } = composition;
  const mentionable = useMentionable(number, isNote);
  const suggestion = useSuggestion(kind, isEmpty);
  const rewording = useRewording({ kind, html, isEmpty, put: composition.put, toEnd: field.toEnd });
  const macros = useMacros(field, composition, setStatus);
  const other = useOtherWays(composition, seenId, () => field.open('public'), permissions.update ? status : null);
  const drop = useFileDrop(composition.addFiles);
  const { send, isWaiting } = usePatientSend(kind, composition, go);
  useFieldFocus(field);
  useGoOn(number, field.open);
  useComposerHandle(handle, { field, composition, askCopilot });
  const keys = useComposerKeys({ field, composition, canTake: suggestion.mayTake, send, take, leave, askCopilot });

  function askCopilot(): void {
    field.open('public');
    suggestion.ask();
  }

  function go(goesOn: boolean): void {
    if (!composition.send(permissions.update ? status : null, goesOn)) return;
    suggestion.forget();
    onStopped();
    onSheet(false);
    if (goesOn) onNext();
  }

  function take(): void {
    const text = suggestion.take();
    if (text === null) return;
    composition.put(isEmpty ? text : html + text);
    field.toEnd();
  }

  function leave(): void {
    if (rewording.state.step !== 'none') return rewording.discard();
    if (suggestion.isShown) return suggestion.discard();
    onSheet(false);
    document.getElementById('conversation')?.focus();
  }

  function write(text: string): void {
    composition.type(text);
    onWriting(kind);
  }

  function edit(): void {
    composition.edit();
    toEnd();
  }

  if (!permissions.note && !permissions.reply) return <p className="may-not">{t('composer.mayNot')}</p>;

  return (
    <>
      {other.strips}
      <SendStrip state={sending} onUndo={composition.takeBack} onEdit={edit} />
      <DraftStrip state={draft.state} keeper={draft.keeper} onTaken={() => composition.put(draft.keeper.state().body)} />
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- dropping files here has a twin: the button and pasting */}
      <div
        className={['cbox', isNote && 'is-note', isTall && 'is-tall', drop.isOver && 'is-over'].filter(Boolean).join(' ')}
        onFocusCapture={sheet === 'rest' ? () => onSheet(true) : undefined}
        onKeyDownCapture={keys.onKeyDownCapture}
        onKeyDown={keys.onKeyDown}
        {...drop.target}
      >
        <ComposerHead
          kind={kind}
          onKind={field.open}
          recipients={composition.recipients}
          isTall={isTall}
          onTall={setTall}
          onClose={sheet === 'open' ? () => onSheet(false) : null}
        />
        {suggestion.isShown && <AiDraftPanel suggestion={suggestion} onUse={take} onAgain={askCopilot} />}
        <RewordingPanel rewording={rewording} />
        <TextField
          key={kind}
          html={html}
          revision={composition.revision}
          message={composition.message}
          label={isNote ? t('composer.noteLabel') : t('composer.replyLabel')}
          placeholder={isNote ? t('composer.notePlaceholder') : t('composer.placeholder', { name: requester.name })}
          mentionable={isNote ? mentionable : null}
          onChange={write}
          onFiles={composition.addFiles}
          onReady={field.onReady}
          onSlash={macros.open}
        />
        <MacroStrip macro={composition.macro} missing={stillMissing(composition.macro, html)} onDrop={macros.drop} />
        <UploadList ticket={number} kind={kind} files={files} />
        <ComposerBar
          kind={kind}
          composition={composition}
          onMention={() => field.editor.current?.startMention()}
          onCopilot={askCopilot}
          rewording={rewording}
          macros={macros}
          status={status}
          onStatus={setStatus}
          isWaiting={isWaiting}
          onSend={send}
          other={other}
        />
      </div>
      {other.dialogs}
    </>
  );
}
