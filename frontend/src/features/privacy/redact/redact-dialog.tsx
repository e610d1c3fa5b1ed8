import { useRef, useState, type Ref } from 'react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { Entry } from '@/shared/api';
import { useTicketPort } from '@/shared/ticket-screen';
import { Button, Checkbox, Dialog, Field, Segmented, toast, useReason } from '@/shared/ui';

import { privacyApi, type Cut } from '../api';
import { FoundPlaces } from './found-places';

type What = 'words' | 'files' | 'entry';

interface RedactDialogProps {
  entry: Entry;
  /** What was marked in the entry. */
  marked: string;
  onClose: () => void;
}

/** Takes words, files or a whole entry out for good, after showing where all of it stands. */
export function RedactDialog({ entry, marked, onClose }: RedactDialogProps) {
  const { t } = useTranslation('privacy');
  const { ticket, putEntry } = useTicketPort();
  const first = useRef<HTMLInputElement>(null);
  const [what, setWhat] = useState<What>('words');
  const [words, setWords] = useState(marked);
  const [files, setFiles] = useState<readonly string[]>([]);
  const [reason, setReason] = useState('');
  const [isChecked, setChecked] = useState(false);
  const preview = useMutation({ mutationFn: (cut: Cut) => privacyApi.preview(ticket.number, entry.id, cut) });
  const redact = useMutation({
    mutationFn: (cut: Cut) => privacyApi.redact(ticket.number, entry.id, cut, reason.trim()),
    onSuccess: (done) => {
      done.entries.forEach((one) => putEntry(one));
      toast(t('redact.done'));
      onClose();
    },
  });
  const fault = useReason(redact.error ?? preview.error);
  const isReady = what === 'entry' || (what === 'words' ? words.trim() !== '' : files.length > 0);
  const cut: Cut = what === 'entry' ? { whole: true } : what === 'files' ? { file_ids: [...files] } : { words: words.trim() };
  const options = [
    { value: 'words' as const, label: t('redact.what.words') },
    ...(entry.attachments.length > 0 ? [{ value: 'files' as const, label: t('redact.what.files') }] : []),
    { value: 'entry' as const, label: t('redact.what.entry') },
  ];

  /** Something else is to go: what was found is not about that. */
  function change<Value>(set: (value: Value) => void): (value: Value) => void {
    return (value) => {
      set(value);
      preview.reset();
      redact.reset();
    };
  }

  function goOn(): void {
    if (!isReady || preview.isPending || redact.isPending) return;
    if (!preview.data) return preview.mutate(cut);
    setChecked(true);
    if (reason.trim() !== '') redact.mutate(cut);
  }

  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={t('redact.title')}
      description={t('redact.forGood')}
      startsAt={first}
      isChanged={words.trim() !== marked || reason.trim() !== ''}
      footer={
        <>
          <Button onClick={onClose}>{t('redact.cancel')}</Button>
          <Button
            variant={preview.data ? 'danger' : 'primary'}
            busy={redact.isPending ? t('redact.taking') : preview.isPending ? t('redact.looking') : null}
            unavailable={isReady ? null : t(what === 'files' ? 'redact.noFile' : 'redact.noWords')}
            onClick={goOn}
          >
            {preview.data ? t('redact.take') : t('redact.look')}
          </Button>
        </>
      }
    >
      <form
        className="form-grid"
        onSubmit={(event) => {
          event.preventDefault();
          goOn();
        }}
      >
        <Segmented
          label={t('redact.what.label')}
          value={what}
          options={options}
          onChange={change(setWhat)}
        />
        {what === 'words' && (
          <WordsField ref={first} words={words} onWords={change(setWords)} />
        )}
        {what === 'files' && (
          <FilesChoice entry={entry} files={files} onFiles={change(setFiles)} />
        )}
        {what === 'entry' && <p className="t2">{t('redact.entryHint')}</p>}
        {preview.data && <FoundPlaces found={preview.data} />}
        {preview.data && (
          <Field
            label={t('redact.reason')}
            hint={t('redact.reasonHint')}
            value={reason}
            maxLength={200}
            dir="auto"
            error={isChecked && reason.trim() === '' ? t('redact.reasonMissing') : null}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
        {(redact.error ?? preview.error) && (
          <p className="hint bad" role="alert" dir="auto">
            {fault}
          </p>
        )}
        {/* Enter sends a form of several fields only if it has a button; the one that people see stands below. */}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}

function WordsField({ ref, words, onWords }: { ref: Ref<HTMLInputElement>; words: string; onWords: (words: string) => void }) {
  const { t } = useTranslation('privacy');
  return (
    <Field
      ref={ref}
      label={t('redact.words')}
      hint={t('redact.wordsHint')}
      value={words}
      maxLength={4000}
      dir="auto"
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onWords(event.target.value)}
    />
  );
}

function FilesChoice({ entry, files, onFiles }: { entry: Entry; files: readonly string[]; onFiles: (files: readonly string[]) => void }) {
  const { t } = useTranslation('privacy');
  return (
    <fieldset className="form-grid">
      <legend className="lab">{t('redact.files')}</legend>
      {entry.attachments.map((file) => (
        <Checkbox
          key={file.id}
          label={file.name}
          isChecked={files.includes(file.id)}
          onChange={(is) => onFiles(is ? [...files, file.id] : files.filter((id) => id !== file.id))}
        />
      ))}
    </fieldset>
  );
}
